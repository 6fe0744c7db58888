package dev.kubeuser.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are watched, and what counts as a change. */
@RunsOnce
class WatchedFilesTest {

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Set<Path> watched(String... sources) {
        return new WatchedFiles(WatchedFiles.ofSources(List.of(sources)), Set.of())
                .stamps()
                .keySet();
    }

    @Test
    void files_of_sources() throws IOException {
        Path one = file("deploy/one.yaml", "");
        Path deep = file("deploy/deep/two.yaml", "");
        Path overlay = file("overlays/prod/kustomization.yaml", "resources:\n- ../../base # all\n- own.yaml\n");
        Path base = file("base/kustomization.yaml", "resources:\n  - ../deploy\n- ../overlays/prod\n");
        file("deploy/.git/index", "");
        file("elsewhere/three.yaml", "");
        assertThat(watched(directory + "/deploy")).containsExactlyInAnyOrder(one, deep);
        assertThat(watched(directory + "/deploy/*.yaml")).containsExactlyInAnyOrder(one, deep);
        assertThat(watched(one.toString(), "git:main:deploy/", "classpath:rbac.yaml"))
                .containsExactly(one);
        assertThat(watched("kustomize:" + directory + "/overlays/prod"))
                .containsExactlyInAnyOrder(overlay, base, one, deep);
        assertThat(watched("helm:" + directory + "/base")).contains(base);
        assertThat(watched(directory + "/no-such")).isEmpty();
    }

    @Test
    void what_is_written_is_not_watched() throws IOException {
        Path one = file("deploy/one.yaml", "");
        Path report = file("deploy/report/report.json", "");
        WatchedFiles files = new WatchedFiles(Set.of(directory), Set.of(directory.resolve("deploy/report")));
        assertThat(files.stamps().keySet()).containsExactly(one);
        assertThat(files.with(Set.of(report), Set.of(one)).stamps()).isEmpty();
    }

    @Test
    void a_file_that_is_replaced_came_or_went() throws Exception {
        Path kept = file("kept.yaml", "a");
        Path replaced = file("replaced.yaml", "a");
        Path gone = file("gone.yaml", "a");
        FileTime time = Files.getLastModifiedTime(replaced);
        WatchedFiles files = new WatchedFiles(Set.of(directory), Set.of());
        Map<Path, Object> before = files.stamps();
        Path other = file("other", "b");
        Files.setLastModifiedTime(other, time);
        Files.move(other, replaced, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(gone);
        Path came = file("came.yaml", "a");
        assertThat(files.awaitChange(before))
                .containsExactlyInAnyOrder(replaced, gone, came)
                .doesNotContain(kept);
    }
}
