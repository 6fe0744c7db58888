package dev.kubeuser.record.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one JVM of a build leaves for the report of all.
 *
 * @param runRecord what it recorded
 * @param missing what it should have recorded and could not, a sentence each
 * @param partial why it ran less than all tests, or {@code null} if it ran all of them
 */
public record Evidence(
        RunRecord runRecord, List<String> missing, @Nullable String partial) {

    /** Copies the list. */
    public Evidence {
        missing = List.copyOf(missing);
    }
}
