package dev.kubeuser.report.internal;

import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.internal.Remedy;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A denial in {@code report.json}: what no authorizer allowed, and what would have allowed it. The fields of the other
 * kind, for resources or for a URL, are empty.
 *
 * @param test the test, if it is known
 * @param subject who was refused, for example {@code ServiceAccount ops/webpage}
 * @param verb the verb that was missing; if more was missing, this is the first
 * @param apiGroup the API group, empty for the core group
 * @param resource the resource, with the subresource after a slash
 * @param nonResourceUrl the URL
 * @param namespace the namespace; empty if cluster-wide
 * @param names the names of some of the objects
 * @param request the request that was sent, for example {@code patch services "web" in dev}
 * @param cause what refused it
 * @param message the server's words for the first request
 * @param count how many requests were refused
 * @param nearest the lines that name the nearest rule; empty if none is near
 * @param advice what to do, in one sentence; empty if no rule would help
 * @param role the file and line of the role that the advice names
 * @param edit the change of a rule that the advice names, if one is enough and gives nothing else away
 * @param rule the missing rules as YAML; empty if a binding is missing
 */
record DenialEntry(
        @Nullable TestCase test,
        String subject,
        String verb,
        String apiGroup,
        String resource,
        String nonResourceUrl,
        String namespace,
        List<String> names,
        String request,
        Denial.Cause cause,
        String message,
        long count,
        List<String> nearest,
        String advice,
        @Nullable Origin role,
        Remedy.@Nullable Edit edit,
        String rule) {

    static DenialEntry of(Denial denial) {
        RequestAttributes missing = denial.missing().get(0);
        return new DenialEntry(
                denial.test(),
                denial.subject(),
                missing.verb(),
                missing instanceof ResourceAttributes resource ? resource.apiGroup() : "",
                missing instanceof ResourceAttributes resource ? resource.resourceInRules() : "",
                missing instanceof NonResourceAttributes url ? url.path() : "",
                missing.namespace(),
                denial.names().stream().filter(name -> !name.isEmpty()).toList(),
                denial.request().toString(),
                denial.cause(),
                denial.message(),
                denial.count(),
                denial.remedy().nearest(),
                denial.remedy().advice(),
                denial.remedy().role(),
                denial.remedy().edit(),
                String.join("\n", denial.remedy().yaml()));
    }
}
