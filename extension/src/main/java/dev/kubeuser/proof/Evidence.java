package dev.kubeuser.proof;

import dev.kubeuser.assertion.ServedResource;
import java.util.ArrayList;
import java.util.List;

/**
 * What was recorded of the tests of one run.
 *
 * @param states the policies that were in force, with what was observed under each
 * @param served the resources that requests can be for
 * @param requests how the requests among the observations are known
 */
public record Evidence(List<PolicyState> states, List<ServedResource> served, RecordedRequests requests) {

    /** Copies the lists. */
    public Evidence {
        states = List.copyOf(states);
        served = List.copyOf(served);
    }

    /**
     * {@return nothing}
     */
    public static Evidence none() {
        return new Evidence(List.of(), List.of(), RecordedRequests.NONE);
    }

    /**
     * {@return both together, as of two clusters}
     *
     * @param other more of it
     */
    public Evidence with(Evidence other) {
        List<PolicyState> all = new ArrayList<>(states);
        all.addAll(other.states);
        return new Evidence(all, served.isEmpty() ? other.served : served, requests.with(other.requests));
    }

    /** The policy under test: each object once, however often it was applied. */
    List<PolicyObject> writtenObjects() {
        List<PolicyObject> written = new ArrayList<>();
        for (PolicyState state : states) {
            for (PolicyObject object : state.objects()) {
                if (written.stream().noneMatch(object::isWrittenWith)) {
                    written.add(object);
                }
            }
        }
        return written;
    }
}
