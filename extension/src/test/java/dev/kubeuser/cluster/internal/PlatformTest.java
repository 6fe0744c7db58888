package dev.kubeuser.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.internal.CacheDirectory;
import dev.kubeuser.kinds.RunsOnce;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

@RunsOnce
class PlatformTest {

    @Test
    void platforms_are_named_as_go_names_them() {
        assertThat(Platform.of("Linux", "amd64")).hasToString("linux-amd64");
        assertThat(Platform.of("Linux", "aarch64")).hasToString("linux-arm64");
        assertThat(Platform.of("Mac OS X", "x86_64")).hasToString("darwin-amd64");
        assertThat(Platform.of("Windows 11", "amd64")).hasToString("windows-amd64");
    }

    @Test
    void cache_is_where_the_operating_system_has_it() {
        Path home = Path.of("/home/me");
        assertThat(cacheOn("Linux", home, Map.of())).isEqualTo(Path.of("/home/me/.cache/kubeuser"));
        assertThat(cacheOn("Linux", home, Map.of("XDG_CACHE_HOME", "/cache"))).isEqualTo(Path.of("/cache/kubeuser"));
        assertThat(cacheOn("Mac OS X", home, Map.of())).isEqualTo(Path.of("/home/me/Library/Caches/kubeuser"));
        assertThat(cacheOn("Windows 11", home, Map.of("LOCALAPPDATA", "/local")))
                .isEqualTo(Path.of("/local/kubeuser"));
    }

    @Test
    void relative_directories_are_no_cache() {
        Path home = Path.of("/home/me");
        assertThat(cacheOn("Linux", home, Map.of("XDG_CACHE_HOME", "cache")))
                .isEqualTo(Path.of("/home/me/.cache/kubeuser"));
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        assertThat(cacheOn("Linux", Path.of("?"), Map.of())).isEqualTo(temporary.resolve("kubeuser-cache"));
    }

    private static Path cacheOn(String os, Path home, Map<String, String> environment) {
        return CacheDirectory.of(os, home, environment::get);
    }
}
