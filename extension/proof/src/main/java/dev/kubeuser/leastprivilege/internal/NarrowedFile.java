package dev.kubeuser.leastprivilege.internal;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of the policy under test without what no recorded request needed, and without all that is not a role or
 * binding.
 *
 * @param path the absolute path of the file, or of the chart or kustomization that was rendered; need not exist
 * @param rendering what rendered it, for example {@code helm release operator}; null for a file as written
 * @param text its text before and after
 * @param reason why the text is made of what was recorded, and not that of the file, as a clause; else empty
 * @param omitted the other objects of the file, as in {@code Secret dev/db}
 * @param shared how many of its lists stay as they are although less is needed, because an anchor shares them
 */
public record NarrowedFile(
        Path path, @Nullable String rendering, EditedText text, String reason, List<String> omitted, int shared) {

    /** Copies the list. */
    public NarrowedFile {
        omitted = List.copyOf(omitted);
    }
}
