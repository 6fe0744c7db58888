// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.run.internal.OwnNamespaces;
import dev.kubeuser.run.internal.RunningTests.TestOutcomes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded of the tests of one run.
 *
 * @param states the policies that were in force, with what was observed under each
 * @param served the resources that any of the clusters serves
 * @param requests the number of recorded requests, by source
 * @param certificates how users got their certificates
 * @param namespaces the namespaces created for tests
 * @param denials what was refused to subjects although no test expected it
 * @param places the modules and clusters that it was recorded in
 * @param ofManifests policies that no cluster had, about which statements were made: those of manifests, as a new
 *     cluster would have them
 * @param tests how the tests ended
 */
public record RunRecord(
        List<PolicyState> states,
        List<ServedResource> served,
        RequestCounts requests,
        List<CertificateTimeline> certificates,
        OwnNamespaces namespaces,
        List<Denial> denials,
        Set<RunPlace> places,
        List<PolicyState> ofManifests,
        TestOutcomes tests) {

    private static final KubernetesVersion UNKNOWN = new KubernetesVersion(0, 0, OptionalInt.empty());

    /**
     * The number of recorded requests of users, by source.
     *
     * @param byAuditLog requests in the API server's audit log
     * @param byClientOnly requests that only the sending client reported, because there is no audit log or they are not
     *     in it
     * @param unreadable lines of the audit log that could not be read, and so are in no figure
     */
    public record RequestCounts(long byAuditLog, long byClientOnly, long unreadable) {

        /** No requests. */
        public static final RequestCounts NONE = new RequestCounts(0, 0, 0);

        /** Returns the sum of both. */
        RequestCounts with(RequestCounts other) {
            return new RequestCounts(
                    byAuditLog + other.byAuditLog, byClientOnly + other.byClientOnly, unreadable + other.unreadable);
        }

        /** {@return for example {@code 12 by audit log, 3 by client-side record only}} */
        @Override
        public String toString() {
            return byAuditLog + " by audit log, " + byClientOnly + " by client-side record only"
                    + (unreadable == 0
                            ? ""
                            : "; " + Counted.of(unreadable, "line") + " of the audit log could not be read");
        }
    }

    /** Creates one of clusters without such a file, and without statements on policies of manifests. */
    public RunRecord(
            List<PolicyState> states,
            List<ServedResource> served,
            RequestCounts requests,
            List<CertificateTimeline> certificates,
            OwnNamespaces namespaces,
            List<Denial> denials,
            Set<RunPlace> places) {
        this(states, served, requests, certificates, namespaces, denials, places, List.of(), TestOutcomes.NONE);
    }

    /** {@return an empty run record} */
    public static RunRecord none() {
        return new RunRecord(
                List.of(), List.of(), RequestCounts.NONE, List.of(), OwnNamespaces.none(), List.of(), Set.of());
    }

    /**
     * {@return the record of how a user got a certificate}
     *
     * @param timeline the steps
     */
    public static RunRecord of(CertificateTimeline timeline) {
        return new RunRecord(
                List.of(), List.of(), RequestCounts.NONE, List.of(timeline), OwnNamespaces.none(), List.of(), Set.of());
    }

    /**
     * {@return the record of statements on policies of manifests}
     *
     * @param policies the policies, with the statements
     */
    public static RunRecord ofManifests(List<PolicyState> policies) {
        RunRecord none = none();
        return new RunRecord(
                List.of(),
                List.of(),
                none.requests,
                List.of(),
                none.namespaces,
                List.of(),
                Set.of(),
                policies,
                none.tests);
    }

    /**
     * {@return the same, as recorded at a place}
     *
     * @param place the module and the cluster
     */
    public RunRecord at(RunPlace place) {
        return new RunRecord(
                states, served, requests, certificates, namespaces, denials, Set.of(place), ofManifests, tests);
    }

    /**
     * {@return the same, whose tests ended so}
     *
     * @param outcomes how all tests ended so far
     */
    public RunRecord ended(TestOutcomes outcomes) {
        return new RunRecord(
                states, served, requests, certificates, namespaces, denials, places, ofManifests, outcomes);
    }

    /** {@return what is suggested: lines of a table if no test is written in Java} */
    public TestLanguage language() {
        return !places.isEmpty() && places.stream().allMatch(place -> place.language() == TestLanguage.TABLE)
                ? TestLanguage.TABLE
                : TestLanguage.JAVA;
    }

    /** {@return the versions of Kubernetes that it was recorded on, oldest first} */
    public List<String> versionsInOrder() {
        return places.stream()
                .map(RunPlace::version)
                .distinct()
                .sorted(Comparator.comparing((String version) ->
                                KubernetesVersion.find(version).orElse(UNKNOWN))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /**
     * {@return what the API servers of its versions do, newest first, each set once; what the newest known version does
     * if no version was recorded}
     */
    public List<Set<ServerFeature>> serverFeatures() {
        List<String> newestFirst = new ArrayList<>(versionsInOrder());
        Collections.reverse(newestFirst);
        return newestFirst.isEmpty()
                ? List.of(ServerFeature.all())
                : newestFirst.stream().map(ServerFeature::of).distinct().toList();
    }

    /**
     * {@return both together, as of two clusters}
     *
     * @param other the other record
     */
    public RunRecord with(RunRecord other) {
        return new RunRecord(
                both(states, other.states),
                allServed(other),
                requests.with(other.requests),
                both(certificates, other.certificates),
                namespaces.with(other.namespaces),
                Denial.together(Stream.of(denials, other.denials).flatMap(List::stream), Denial::kind),
                Stream.of(places, other.places).flatMap(Set::stream).collect(Collectors.toSet()),
                both(ofManifests, other.ofManifests),
                tests.with(other.tests));
    }

    /** What one of the clusters serves and the other does not, as another version may, is added. */
    private List<ServedResource> allServed(RunRecord other) {
        Map<Place, List<ServedResource>> known = served.stream().collect(Collectors.groupingBy(Place::of));
        return both(
                served,
                other.served.stream()
                        .filter(resource -> known.getOrDefault(Place.of(resource), List.of()).stream()
                                .noneMatch(same -> same.verbs().containsAll(resource.verbs())))
                        .toList());
    }

    private record Place(ResourceName name, ServedResource.Scope scope) {
        static Place of(ServedResource served) {
            return new Place(served.name(), served.scope());
        }
    }

    /** {@return the check of questions to all of its clusters: what one of them answers is answered} */
    public QueryCheck questions() {
        Set<ServedResource> usages = Set.copyOf(KnownVerbs.of(ServerFeature.all()));
        return new QueryCheck(
                Discovery.of(served.stream().filter(resource -> !usages.contains(resource))),
                serverFeatures().stream().flatMap(Set::stream).collect(Collectors.toSet()));
    }

    /** {@return whether there is nothing to report about a policy or its subjects} */
    public boolean isEmpty() {
        return states.isEmpty() && denials.isEmpty();
    }

    private static <T> List<T> both(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** {@return the objects of the policy under test in the order in which they were first applied, each once} */
    public List<PolicyObject> writtenObjects() {
        Map<Origin, PolicyObject> written = new LinkedHashMap<>();
        for (PolicyState state : states) {
            state.objects().forEach(object -> written.putIfAbsent(object.origin(), object));
        }
        return List.copyOf(written.values());
    }

    /**
     * What ran tests, and on what.
     *
     * @param module the name of the module whose tests ran
     * @param version the version of Kubernetes, for example {@code v1.37.1}
     * @param kind the kind of cluster, for example {@code embedded}
     * @param commit the commit that was checked out, or {@code null} if it is unknown
     * @param language what its tests are written in
     */
    public record RunPlace(
            String module,
            String version,
            String kind,
            @Nullable String commit,
            TestLanguage language) {

        /** What tests are written in, and so what is suggested. */
        public enum TestLanguage {
            JAVA,

            /**
             * A table of access, for {@code kubeuser test}. It is also for who runs a program that has no tests of
             * ours.
             */
            TABLE
        }
    }
}
