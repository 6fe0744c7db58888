package dev.kubeuser.cluster.existing;

import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.internal.ProcessMark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A run that has objects in an existing cluster. */
final class LeftRun {

    /** How long a run on another machine, of which nothing can be known, is taken to be going on. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final String id;
    private final List<LabelledObject> found;

    private LeftRun(String id, List<LabelledObject> found) {
        this.id = id;
        this.found = found;
    }

    static LeftRun of(List<LabelledObject> found) {
        return new LeftRun(found.get(0).run(), List.copyOf(found));
    }

    /**
     * {@return its identifier, the value of the label {@code kubeuser.dev/run}}
     */
    String id() {
        return id;
    }

    /**
     * {@return what it created, as {@code RESOURCE.GROUP/NAMESPACE/NAME}}
     */
    List<String> objects() {
        return found.stream().map(LabelledObject::toString).toList();
    }

    List<LabelledObject> found() {
        return found;
    }

    /**
     * {@return whether its process is gone, or, if that ran on another machine, began more than an hour ago}
     */
    boolean isOver() {
        Optional<ProcessMark> process =
                found.stream().flatMap(object -> object.process().stream()).findFirst();
        if (process.isPresent() && process.get().isOfThisMachine()) {
            return !process.get().isAlive();
        }
        return Run.beginOf(id).isBefore(Instant.now().minus(LONGEST));
    }

    @Override
    public String toString() {
        return "run " + id;
    }
}
