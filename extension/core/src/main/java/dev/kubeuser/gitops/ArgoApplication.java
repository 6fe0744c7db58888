package dev.kubeuser.gitops;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Subject;
import java.util.regex.Pattern;

/**
 * An Application of Argo CD.
 *
 * @param named the object
 */
record ArgoApplication(NamedObject named) {

    private static final String GROUP = "argoproj.io";
    private static final String ACCOUNTS = "destinationServiceAccounts";
    private static final String ENABLED = "application.sync.impersonation.enabled";

    private static final String IN_CLUSTER = "in-cluster";
    private static final String OWN_SERVER = "https://kubernetes.default.svc";

    /** Argo CD takes no ServiceAccount with one of these. */
    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[!*\\[\\]{}\\\\/]");

    static ArgoApplication find(Manifests manifests, String name) {
        return new ArgoApplication(
                NamedObject.find(manifests, object -> isOf("Application", object), "Application of Argo CD", name));
    }

    private static boolean isOf(String kind, ManifestObject object) {
        return object.kind().equals(kind) && object.group().equals(GROUP);
    }

    Tenant tenant(Manifests manifests) {
        manifests.objects().forEach(ArgoApplication::requireEnabled);
        String name = named.text("spec", "project");
        NamedObject project = NamedObject.find(
                manifests,
                object -> isOf("AppProject", object),
                "AppProject of " + named.kindAndName() + ":",
                name.isEmpty() ? "default" : name);
        return new Tenant(account(project), namespace());
    }

    private static void requireEnabled(ManifestObject object) {
        boolean isSettings = object.kind().equals("ConfigMap") && object.name().equals("argocd-cm");
        if (isSettings && !NamedObject.text(object.json(), "data", ENABLED).equals("true")) {
            throw new ManifestException(object.nearestOrigin("data") + ": ConfigMap argocd-cm does not set " + ENABLED
                    + ": \"true\", so Argo CD syncs with its own rights, whatever an AppProject says");
        }
    }

    private Subject account(NamedObject project) {
        String server = server();
        String namespace = named.text("spec", "destination", "namespace");
        JsonArray entries = entries(project);
        for (int i = 0; i < entries.size(); i++) {
            JsonElement entry = entries.get(i);
            if (entry instanceof JsonObject account
                    && matches(account, "server", server)
                    && matches(account, "namespace", namespace)) {
                return account(project, i, NamedObject.text(account, "defaultServiceAccount"));
            }
        }
        throw project.error(
                "spec." + ACCOUNTS,
                "has no entry in spec." + ACCOUNTS + " for the destination of " + named.kindAndName() + ", server "
                        + server + " and namespace \"" + namespace
                        + "\": with impersonation Argo CD does not sync it, without it syncs with its own rights");
    }

    private static JsonArray entries(NamedObject project) {
        return project.object().json().get("spec") instanceof JsonObject spec
                        && spec.get(ACCOUNTS) instanceof JsonArray entries
                ? entries
                : new JsonArray();
    }

    private static boolean matches(JsonObject account, String field, String text) {
        return new Glob(NamedObject.text(account, field)).matches(text);
    }

    private Subject account(NamedObject project, int index, String written) {
        if (written.isBlank() || NOT_IN_A_NAME.matcher(written).find()) {
            throw project.error(
                    "spec." + ACCOUNTS + "[" + index + "].defaultServiceAccount",
                    "has an entry for " + named.kindAndName() + " whose defaultServiceAccount is \"" + written
                            + "\", which Argo CD does not take: write name or namespace:name");
        }
        int colon = written.indexOf(':');
        return colon < 0
                ? Subject.serviceAccount(namespace(), written)
                : Subject.serviceAccount(written.substring(0, colon), written.substring(colon + 1));
    }

    private String server() {
        String name = named.text("spec", "destination", "name");
        if (!name.isEmpty() && !name.equals(IN_CLUSTER)) {
            throw named.error(
                    "spec.destination.name",
                    "names its cluster, \"" + name + "\", whose server is not known here: write"
                            + " spec.destination.server");
        }
        return name.isEmpty() ? named.text("spec", "destination", "server") : OWN_SERVER;
    }

    /** Of a ServiceAccount without one, and of objects without one. */
    private String namespace() {
        String namespace = named.text("spec", "destination", "namespace");
        return namespace.isEmpty() ? named.namespace() : namespace;
    }
}
