// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Builds that must not share a report have different names. */
class BuildNameTest {

    @Test
    void builds_of_different_names_differ() {
        assertThat("Aa").hasSameHashCodeAs("BB");
        assertThat(BuildName.of("Aa")).isEqualTo(BuildName.of("Aa")).isNotEqualTo(BuildName.of("BB"));
    }

    @Test
    void a_part_stays_of_its_build_when_the_clock_is_set() {
        BuildName build = new BuildName("4711-1764187200000");
        assertThat(List.of("4711-1764187200000_a.part", "4711-1764187200990_b.part"))
                .allMatch(name -> build.isOf(Path.of("parts", name)));
        assertThat(List.of("4712-1764187200000_a.part", "4711-1764187300000_b.part", "named-1_c.part", "lock"))
                .noneMatch(name -> build.isOf(Path.of("parts", name)));
    }

    @Test
    void the_Maven_daemon_is_not_one_build() {
        assertThat(BuildName.isMavenDaemon("/usr/bin/java -Dmvnd.home=/opt/mvnd -jar mvnd-daemon.jar"))
                .isTrue();
        assertThat(BuildName.isMavenDaemon("/usr/bin/java -classpath plexus-classworlds.jar "
                        + "org.codehaus.plexus.classworlds.launcher.Launcher verify"))
                .isFalse();
    }
}
