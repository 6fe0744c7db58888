package dev.kubeuser.leastprivilege.internal;

import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A file of the policy under test without what no recorded request needed.
 *
 * @param path the absolute path of the file, or of the chart or kustomization that was rendered; need not exist
 * @param rendering what rendered it, for example {@code helm release operator}; null for a file as written
 * @param text its text before and after
 * @param others the indexes of the lines before with other objects than roles and bindings, which nobody should see
 * @param reason why its text is not known, as a clause; else empty
 * @param shared how many of its lists stay as they are although less is needed, because an anchor shares them
 */
public record NarrowedFile(
        Path path, @Nullable String rendering, EditedText text, BitSet others, String reason, int shared) {}
