package dev.kubeuser.gitops;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Subject;
import java.util.Map;

/**
 * A Kustomization or HelmRelease of Flux.
 *
 * @param named the object
 */
record FluxObject(NamedObject named) {

    private static final String HELM_RELEASE = "HelmRelease";

    private static final Map<String, String> GROUPS =
            Map.of("Kustomization", "kustomize.toolkit.fluxcd.io", HELM_RELEASE, "helm.toolkit.fluxcd.io");

    static FluxObject find(Manifests manifests, String text) {
        int blank = text.indexOf(' ');
        String kind = text.substring(0, Math.max(blank, 0));
        return new FluxObject(NamedObject.find(
                manifests,
                object -> isOfFlux(object) && (kind.isEmpty() || kind.equals(object.kind())),
                kind.isEmpty() ? "Kustomization or HelmRelease of Flux" : kind,
                text.substring(blank + 1)));
    }

    private static boolean isOfFlux(ManifestObject object) {
        return object.group().equals(GROUPS.get(object.kind()));
    }

    Tenant tenant(String defaultServiceAccount) {
        String own = named.text("spec", "serviceAccountName");
        String account = own.isEmpty() ? defaultServiceAccount : own;
        if (account.isEmpty()) {
            throw named.error(
                    "spec.serviceAccountName",
                    "names no ServiceAccount in spec.serviceAccountName, so Flux applies it with its own rights, unless"
                            + " it runs with --default-service-account: name the ServiceAccount here or there");
        }
        return new Tenant(Subject.serviceAccount(named.namespace(), account), target());
    }

    /** A release goes into the namespace of its HelmRelease. */
    private String target() {
        String target = named.text("spec", "targetNamespace");
        if (!target.isEmpty()) {
            return target;
        }
        return named.object().kind().equals(HELM_RELEASE) ? named.namespace() : "default";
    }
}
