// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the files of one module are named from another. */
class ModuleDirectoryTest {

    @TempDir
    private Path project;

    private ModuleDirectory here;
    private ModuleDirectory there;

    @BeforeEach
    void twoModules() throws IOException {
        here = new ModuleDirectory(project.resolve("here"));
        there = new ModuleDirectory(project.resolve("there"));
        Path resources = Files.createDirectories(there.path().resolve("src/test/resources"));
        Files.writeString(resources.resolve("rbac.yaml"), "");
    }

    @Test
    void a_file_of_the_module_itself_keeps_its_name() {
        assertThat(here.rename("./deploy/rbac.yaml", here)).isEqualTo("./deploy/rbac.yaml");
        assertThat(there.rename("classpath:rbac.yaml", there)).isEqualTo("classpath:rbac.yaml");
    }

    @Test
    void a_file_of_another_module_gets_a_path_there() {
        assertThat(here.rename("deploy/rbac.yaml", there)).isEqualTo("../there/deploy/rbac.yaml");
        assertThat(here.locate("../there/deploy/rbac.yaml")).isEqualTo(there.locate("deploy/rbac.yaml"));
        assertThat(here.rename("classpath:rbac.yaml", there)).isEqualTo("../there/src/test/resources/rbac.yaml");
    }

    @Test
    void what_two_modules_share_has_one_name() {
        assertThat(here.rename("../deploy/rbac.yaml", there)).isEqualTo("../deploy/rbac.yaml");
        assertThat(here.rename("classpath:of-a-jar.yaml", there)).isEqualTo("classpath:of-a-jar.yaml");
        String absolute = project.resolve("rbac.yaml").toString();
        assertThat(here.rename(absolute, there)).isEqualTo(absolute);
    }
}
