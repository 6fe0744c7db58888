// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.kubeuser.base.internal.HostSystem.Platform;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Linux, macOS and Windows in memory, whichever of them this test runs on. */
class HostSystemTest {

    private final FileSystem unix = Jimfs.newFileSystem(
            Configuration.unix().toBuilder().setAttributeViews("posix").build());
    private final FileSystem windows = Jimfs.newFileSystem(Configuration.windows());

    @AfterEach
    void close() throws IOException {
        unix.close();
        windows.close();
    }

    private HostSystem linux(Map<String, String> environment) {
        return host("Linux", "amd64", unix.getPath("/home/me"), environment);
    }

    private HostSystem mac(Map<String, String> environment) {
        return host("Mac OS X", "aarch64", unix.getPath("/Users/me"), environment);
    }

    private HostSystem windows(Map<String, String> environment) {
        return host("Windows 11", "amd64", windows.getPath("C:\\Users\\me"), environment);
    }

    private static HostSystem host(String system, String processor, Path home, Map<String, String> environment) {
        return new HostSystem(Platform.of(system, processor), home, home.resolveSibling("tmp"), environment::get);
    }

    @Test
    void platforms_are_named_as_go_names_them() {
        assertThat(Platform.of("Linux", "amd64")).hasToString("linux-amd64");
        assertThat(Platform.of("Linux", "aarch64")).hasToString("linux-arm64");
        assertThat(Platform.of("Mac OS X", "x86_64")).hasToString("darwin-amd64");
        assertThat(Platform.of("Mac OS X", "aarch64")).hasToString("darwin-arm64");
        assertThat(Platform.of("Windows Server 2025", "amd64")).hasToString("windows-amd64");
        assertThat(Platform.of("Linux", "riscv64").isSupported()).isFalse();
    }

    @Test
    void cache_is_where_the_system_has_it() {
        assertThat(linux(Map.of()).cacheDirectory()).hasToString("/home/me/.cache/kubeuser");
        assertThat(linux(Map.of("XDG_CACHE_HOME", "/cache")).cacheDirectory()).hasToString("/cache/kubeuser");
        assertThat(mac(Map.of()).cacheDirectory()).hasToString("/Users/me/Library/Caches/kubeuser");
        assertThat(windows(Map.of("LOCALAPPDATA", "D:\\Local")).cacheDirectory())
                .hasToString("D:\\Local\\kubeuser");
        assertThat(windows(Map.of()).cacheDirectory()).hasToString("C:\\Users\\me\\.cache\\kubeuser");
    }

    @Test
    void relative_directories_are_no_cache() {
        assertThat(linux(Map.of("XDG_CACHE_HOME", "cache")).cacheDirectory()).hasToString("/home/me/.cache/kubeuser");
        HostSystem homeless =
                new HostSystem(Platform.of("Linux", "amd64"), unix.getPath("?"), unix.getPath("/tmp"), name -> null);
        assertThat(homeless.cacheDirectory()).hasToString("/tmp/kubeuser-cache");
    }

    @Test
    void windows_finds_programs_by_the_endings_that_its_shell_tries() throws IOException {
        Path tools = Files.createDirectories(windows.getPath("C:\\Tools"));
        Files.createFile(tools.resolve("plugin.CMD"));
        HostSystem system = windows(Map.of("PATH", "C:\\Missing;C:\\Tools", "PATHEXT", ".EXE;.CMD"));
        assertThat(system.find("plugin")).isEqualTo("C:\\Tools\\plugin.CMD");
        assertThat(system.find("plugin.cmd")).isEqualTo("C:\\Tools\\plugin.cmd");
        assertThat(system.find("other")).isEqualTo("other");
        assertThat(system.find("C:\\Tools\\plugin")).isEqualTo("C:\\Tools\\plugin");
        assertThat(linux(Map.of("PATH", "/bin")).find("plugin")).isEqualTo("plugin");
    }

    @Test
    void windows_finds_programs_beside_entries_of_its_path_that_no_file_can_have() throws IOException {
        Files.createFile(Files.createDirectories(windows.getPath("C:\\Program Files\\a;b"))
                .resolve("plugin.exe"));
        HostSystem system = windows(Map.of(
                "PATH", "C:\\what?;\"C:\\Program Files\\a;b\";C:\\Tools",
                "PATHEXT", ".COM;.EXE|;.EXE",
                "LOCALAPPDATA", "C:\\<local>"));
        assertThat(system.find("plugin")).isEqualTo("C:\\Program Files\\a;b\\plugin.EXE");
        assertThat(system.find("other")).isEqualTo("other");
        assertThat(system.find("what?")).isEqualTo("what?");
        assertThat(system.cacheDirectory()).hasToString("C:\\Users\\me\\.cache\\kubeuser");
    }

    @Test
    void programs_have_the_ending_of_the_system() {
        assertThat(mac(Map.of()).executable("control-plane")).isEqualTo("control-plane");
        assertThat(windows(Map.of()).executable("control-plane")).isEqualTo("control-plane.exe");
    }

    @Test
    void each_system_prints_a_file_with_what_it_has() throws IOException {
        Path file = unix.getPath("/tmp/credential.json");
        assertThat(linux(Map.of()).print(file)).isEmpty();
        Files.createDirectories(unix.getPath("/bin"));
        Files.createFile(
                unix.getPath("/bin/cat"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assertThat(linux(Map.of()).print(file)).isEqualTo(Optional.of(List.of("/bin/cat", "/tmp/credential.json")));
        HostSystem system = windows(Map.of("SystemRoot", "C:\\Windows"));
        assertThat(system.print(windows.getPath("C:\\Users\\First Last\\credential.json")))
                .isEqualTo(Optional.of(List.of(
                        "C:\\Windows\\System32\\cmd.exe",
                        "/d",
                        "/c",
                        "type",
                        "C:\\Users\\First Last\\credential.json")));
    }

    @Test
    void path_that_the_shell_of_windows_would_misread_is_not_given_to_it() {
        HostSystem system = windows(Map.of("SystemRoot", "C:\\Windows"));
        for (String name : List.of("a&b", "a^b", "%a%", "a,b")) {
            assertThat(system.print(windows.getPath("C:\\" + name + "\\credential.json")))
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void commands_that_end_a_process_are_those_of_the_system() {
        assertThat(linux(Map.of()).endCommand(7)).isEqualTo("kill 7");
        assertThat(windows(Map.of()).endCommand(7)).isEqualTo("taskkill /F /PID 7");
    }

    @Test
    void null_device_is_that_of_the_system() {
        assertThat(mac(Map.of()).nullDevice()).isEqualTo("/dev/null");
        assertThat(windows(Map.of()).nullDevice()).isEqualTo("NUL");
    }

    @Test
    void quotation_marks_reach_a_program_on_windows() {
        HostSystem system = windows(Map.of());
        assertThat(system.argument("a b")).isEqualTo("a b");
        assertThat(system.argument("key={\"a\": 1}")).isEqualTo("\"key={\\\"a\\\": 1}\"");
        assertThat(system.argument("C:\\\"x\"\\")).isEqualTo("\"C:\\\\\\\"x\\\"\\\\\"");
        assertThat(linux(Map.of()).argument("key={\"a\": 1}")).isEqualTo("key={\"a\": 1}");
    }
}
