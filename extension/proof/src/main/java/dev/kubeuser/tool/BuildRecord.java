package dev.kubeuser.tool;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.report.internal.BuildEvidence;
import dev.kubeuser.report.internal.BuildName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * What the JVMs of a build recorded, read from the directories of their reports, as {@code kubeuser.report} names them.
 *
 * <p>Files of manifests are named as seen from this JVM's working directory. Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BuildRecord {

    private final BuildEvidence evidence;

    private BuildRecord(BuildEvidence evidence) {
        this.evidence = evidence;
    }

    /**
     * {@return what the JVMs of any build left last}
     *
     * @param directories the directories of reports; one that does not exist has nothing
     * @throws IOException if a directory cannot be read; the message names it
     */
    public static BuildRecord in(List<Path> directories) throws IOException {
        return read(directories, part -> true);
    }

    /**
     * {@return what the JVMs of one build left}
     *
     * @param build the name of the build, as {@code kubeuser.build} was set for its tests
     * @param directories the directories of reports; one that does not exist has nothing
     * @throws IOException if a directory cannot be read; the message names it
     */
    public static BuildRecord of(String build, List<Path> directories) throws IOException {
        return read(directories, BuildName.named(build)::isOf);
    }

    /**
     * {@return what the JVMs left that Surefire and Failsafe started in this process of Maven, where the build has no name}
     *
     * @param directories the directories of reports; one that does not exist has nothing
     * @throws IllegalArgumentException if this is the Maven daemon, which runs many builds
     * @throws IOException if a directory cannot be read; the message names it
     */
    public static BuildRecord ofThisMaven(List<Path> directories) throws IOException {
        return read(directories, BuildName.ofThisMaven()::isOf);
    }

    private static BuildRecord read(List<Path> directories, Predicate<Path> wanted) throws IOException {
        Set<Path> parts = new LinkedHashSet<>();
        for (Path directory : directories) {
            BuildEvidence.parts(directory).stream()
                    .filter(wanted)
                    .map(part -> part.toAbsolutePath().normalize())
                    .forEach(parts::add);
        }
        return new BuildRecord(BuildEvidence.read(List.copyOf(parts)));
    }

    /**
     * {@return whether no JVM left anything}
     */
    public boolean isEmpty() {
        return evidence.files().isEmpty();
    }

    /**
     * {@return why less than all tests ran, each reason once, as a clause; empty if all ran}
     */
    public Optional<String> whyPartial() {
        return evidence.partial().isEmpty()
                ? Optional.empty()
                : Optional.of(evidence.partial().values().stream().distinct().collect(Collectors.joining("; ")));
    }

    /**
     * Requires that all that the JVMs left can be read, and is about one policy: where that is not so, nothing is made of
     * the rest.
     *
     * @return this
     * @throws IOException if a file cannot be read, or is about another policy; the message names it and says what to do
     */
    public BuildRecord usable() throws IOException {
        if (!evidence.unreadable().isEmpty() || !evidence.differing().isEmpty()) {
            throw new IOException(Stream.of(evidence.unreadable().values(), evidence.differing())
                    .flatMap(Collection::stream)
                    .collect(Collectors.joining("; ")));
        }
        return this;
    }

    /**
     * {@return the same, to be held against thresholds where shards are merged: unless the parts are said to be complete
     * together, each partial one counts as missing}
     *
     * @param isComplete whether the parts together have all tests
     * @param option how to say that, for example {@code --complete}
     */
    public BuildRecord merged(boolean isComplete, String option) {
        List<String> missing = new ArrayList<>(evidence.missing());
        if (!isComplete) {
            evidence.partial()
                    .forEach((file, why) -> missing.add(Printable.text(file + " is partial (" + why + "): give "
                            + option + " if all that is merged here has all tests together, or add the rest")));
        }
        return new BuildRecord(new BuildEvidence(
                evidence.files(),
                evidence.runRecord(),
                missing,
                evidence.unreadable(),
                evidence.differing(),
                Map.of()));
    }

    /**
     * {@return what the tests prove. This analyzes the policy, which may take seconds}
     *
     * @param settings what is required, and how long the judging of mutants may take
     */
    public BuildProof proof(BuildSettings settings) {
        return new BuildProof(evidence, evidence.report(settings.thresholds(), settings.proofLimit()));
    }
}
