package dev.kubeuser.statement;

import dev.kubeuser.rbac.RequestSet;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apiguardian.api.API;

/**
 * Permissions that a policy should give to few: those that the Kubernetes documentation warns of, and those that you add.
 *
 * <pre>{@code
 * assertThat(policy).neverGrants(SensitivePermissions.standard()
 *         .and("reads vaults", get("vaults.example.com"))
 *         .exceptTo(Subject.group("sre")));
 * }</pre>
 *
 * <p>Immutable and thread-safe; each method returns a new value.
 *
 * @see Risk
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class SensitivePermissions {

    private final List<Risk> risks;
    private final Map<String, List<AccessQuery>> added;
    private final List<Subject> holders;

    private SensitivePermissions(List<Risk> risks, Map<String, List<AccessQuery>> added, List<Subject> holders) {
        this.risks = List.copyOf(risks);
        this.added = new LinkedHashMap<>(added);
        this.holders = List.copyOf(holders);
    }

    /**
     * {@return what the Kubernetes documentation warns of: the requests of each {@link Risk}}
     */
    public static SensitivePermissions standard() {
        return new SensitivePermissions(
                Stream.of(Risk.values())
                        .filter(risk -> !risk.requests().isEmpty())
                        .toList(),
                Map.of(),
                List.of());
    }

    /**
     * {@return none, to add your own}
     */
    public static SensitivePermissions none() {
        return new SensitivePermissions(List.of(), Map.of(), List.of());
    }

    /**
     * {@return the same without some of those of Kubernetes}
     *
     * @param some for example {@code Risk.WORKLOAD_CREATION}
     */
    public SensitivePermissions without(Risk... some) {
        return new SensitivePermissions(
                risks.stream().filter(risk -> !List.of(some).contains(risk)).toList(), added, holders);
    }

    /**
     * {@return the same, and another one}
     *
     * @param words what it allows, for example {@code reads vaults}
     * @param queries what it is; in every namespace, for resources in namespaces without one
     */
    public SensitivePermissions and(String words, AccessQuery... queries) {
        Map<String, List<AccessQuery>> more = new LinkedHashMap<>(added);
        more.put(words, List.of(queries));
        return new SensitivePermissions(risks, more, holders);
    }

    /**
     * {@return the same, which some subjects may have}
     *
     * @param subjects the subjects; all members of a group
     */
    public SensitivePermissions exceptTo(Subject... subjects) {
        List<Subject> more = new ArrayList<>(holders);
        more.addAll(List.of(subjects));
        return new SensitivePermissions(risks, added, more);
    }

    /**
     * {@return who may have them}
     */
    public List<Subject> holders() {
        return holders;
    }

    /**
     * {@return the requests of each, by what it allows}
     *
     * @param policy the policy that knows the resources and namespaces
     * @throws AccessQueryException if no API server is asked what was added, as after a typo
     */
    public Map<String, RequestSet> requests(EffectivePolicy policy) {
        Map<String, RequestSet> requests = new LinkedHashMap<>();
        risks.forEach(risk -> requests.put(risk.why() + " (" + risk + ")", risk.requests()));
        added.forEach((words, queries) -> requests.put(
                words,
                RequestSet.union(queries.stream()
                        .map(query -> policy.requests(query, NamespaceSelection.every()))
                        .toList())));
        return requests;
    }
}
