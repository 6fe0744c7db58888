// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A permission that a step needs.
 *
 * @param request what it allows, with a name where a rule can name it
 * @param why what it is for, as far as that is known; else empty
 */
record DeployerNeed(RequestAttributes request, String why) {

    private static final Set<String> WITHOUT_NAME = Set.of("create", "list", "watch", "deletecollection");
    private static final String RELEASE = "sh.helm.release.";
    private static final Set<String> DOORS = Set.of("escalate", "bind");

    /**
     * Returns what a decision shows to be needed.
     *
     * @param objects those of the source
     * @param isByHelm whether Helm deploys, whose release is in Secrets that the source has not
     */
    static DeployerNeed of(RecordedDecision decision, List<ManifestObject> objects, boolean isByHelm) {
        if (!(decision.request() instanceof ResourceAttributes asked)) {
            return new DeployerNeed(decision.request(), "");
        }
        ResourceAttributes request = asked.selectingAll();
        boolean isRelease = request.resource().equals("secrets")
                && (request.name().startsWith(RELEASE)
                        || asked.toString().contains("owner=helm")
                        || (isByHelm
                                && objects.stream()
                                        .noneMatch(object -> object.kind().equals("Secret"))));
        if (decision.inferred()
                && !DOORS.contains(request.verb())
                && !request.verb().equals("create")) {
            return new DeployerNeed(request, "a role of the source grants this, so its installer holds it");
        }
        boolean isNamed = !WITHOUT_NAME.contains(request.verb()) && !isRelease;
        String why = isRelease ? "Helm stores the release in Secrets" : of(request, objects);
        return new DeployerNeed(isNamed || decision.inferred() ? request : request.named(""), why);
    }

    /** Returns the objects of the source that the request may be about. */
    private static String of(ResourceAttributes request, List<ManifestObject> objects) {
        return objects.stream()
                .filter(object -> resource(object.kind()).equals(request.resource())
                        && (request.name().isEmpty() || object.name().equals(request.name())))
                .findFirst()
                .map(object -> object.kind() + " " + object.name() + " (" + object.origin() + ")")
                .orElse("");
    }

    private static String resource(String kind) {
        String lower = kind.toLowerCase(Locale.ROOT);
        if (lower.endsWith("y")) {
            return lower.substring(0, lower.length() - 1) + "ies";
        }
        return lower.endsWith("s") ? lower + "es" : lower + "s";
    }

    /** Whether it lets the account grant what it does not hold. */
    boolean isDoor() {
        return DOORS.contains(request.verb());
    }
}
