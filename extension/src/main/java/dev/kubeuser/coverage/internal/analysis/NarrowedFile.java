package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.manifest.internal.EditedText;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of the policy under test without what no recorded request needed.
 *
 * @param path the absolute path of the file, or of the chart or kustomization that was rendered; need not exist
 * @param rendering what rendered it, for example {@code helm release operator}; null for a file as written
 * @param text its text before and after, or null if it cannot be given
 * @param reason why there is no text, as a clause; else empty
 * @param shared how many of its lists stay as they are although less is needed, because an anchor shares them
 */
public record NarrowedFile(
        Path path, @Nullable String rendering, @Nullable EditedText text, String reason, int shared) {}
