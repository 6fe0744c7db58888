// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The object of a bundle from which OLM makes the ServiceAccounts, roles, bindings and Deployments of an operator. Each
 * has the lines of what it is made from.
 *
 * <p>As OLM 0.46.0 makes them, which most clusters have: {@code pkg/controller/registry/resolver/rbac.go} makes roles
 * in the operator's namespace, and {@code pkg/controller/operators/olm/operatorgroup.go} copies them to the namespaces
 * that it watches, lifts them to ClusterRoles if it watches all, and lets {@code admin}, {@code edit} and {@code view}
 * use the APIs that it provides. A Role that was lifted stays there, too; it is left out here, for it allows nothing
 * more. Nothing is lifted there if {@code clusterPermissions} allow all of it, and then the rule for namespaces is
 * missing.
 *
 * <p>operator-controller 1.11.0, which is OLM 1, renders the same in
 * {@code internal/operator-controller/rukpak/render/registryv1}, but no ClusterRoles for provided APIs, and no roles in
 * the operator's namespace if it watches others. It always lifts.
 */
final class ClusterServiceVersion {

    private static final String RBAC_GROUP = "rbac.authorization.k8s.io";
    private static final String RBAC = RBAC_GROUP + "/v1";
    private static final String STRATEGY = "spec.install.spec.";
    private static final String IN_NAMESPACES = STRATEGY + "permissions";
    private static final String IN_CLUSTER = STRATEGY + "clusterPermissions";
    private static final List<String> PERMISSIONS = List.of(IN_NAMESPACES, IN_CLUSTER);
    private static final String MODES = "spec.installModes";
    private static final List<String> READ = List.of("get", "list", "watch");

    /** In the names of most: {@code etcdoperator.v0.9.4}. Names without it stay the same when the operator changes. */
    private static final Pattern VERSION = Pattern.compile("\\.v?\\d+\\.\\d.*");

    private final ManifestObject written;
    private final String namespace;
    private final String name;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> repeats = new HashMap<>();
    private final List<ManifestObject> made = new ArrayList<>();
    private final int[] lineStarts;
    private int number;

    /**
     * Reads one.
     *
     * @param written the object
     * @param namespace the namespace of the operator
     * @param number the index of the first object that is made from it
     */
    ClusterServiceVersion(ManifestObject written, String namespace, int number) {
        this.written = written;
        this.namespace = namespace;
        this.name = VERSION.matcher(written.name()).replaceFirst("");
        this.number = number;
        String text = written.file().text();
        this.lineStarts = IntStream.concat(
                        IntStream.of(0),
                        IntStream.rangeClosed(1, text.length()).filter(next -> text.charAt(next - 1) == '\n'))
                .toArray();
    }

    static boolean isOne(ManifestObject object) {
        return object.kind().equals("ClusterServiceVersion") && object.group().equals("operators.coreos.com");
    }

    /** Refuses one outside of a bundle, unless it is a base without permissions, as operator-sdk writes them. */
    static void requireNoPermissions(ManifestObject object) {
        if (isOne(object)) {
            ClusterServiceVersion version = new ClusterServiceVersion(object, "", 0);
            PERMISSIONS.stream()
                    .flatMap(each -> version.items(each).stream())
                    .findFirst()
                    .ifPresent(permission -> {
                        throw version.malformed(
                                permission.line(),
                                "OLM makes roles of " + object.title()
                                        + ", which are not in this file: name the directory of its bundle, as in"
                                        + " olm:bundle/");
                    });
        }
    }

    /** The install modes that it supports. */
    Set<String> installModes() {
        return items(MODES).stream()
                .filter(mode -> mode.json().getAsJsonObject().get("supported") instanceof JsonPrimitive supported
                        && supported.getAsBoolean())
                .map(mode -> text(mode, "type"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Requires that it supports install modes. */
    void require(Set<String> modes, String otherwise) {
        Set<String> supported = installModes();
        if (!supported.containsAll(modes)) {
            throw malformed(
                    written.located().nearestLine(MODES),
                    written.name() + " supports "
                            + (supported.isEmpty() ? "no install mode" : "only " + String.join(", ", supported))
                            + ", so "
                            + otherwise);
        }
    }

    /**
     * What OLM makes from it.
     *
     * @param watched the namespaces in which the operator has its permissions; none for the whole cluster
     */
    List<ManifestObject> installed(Set<String> watched) {
        List<LocatedJson> permissions = items(IN_NAMESPACES);
        permissions.forEach(this::requireNoUrls);
        List<LocatedJson> clusterPermissions = items(IN_CLUSTER);
        Stream.concat(clusterPermissions.stream(), permissions.stream())
                .collect(Collectors.toMap(this::account, each -> each, (one, same) -> one, LinkedHashMap::new))
                .forEach(this::addAccount);
        clusterPermissions.forEach(each -> grant("", each, "", rules(each)));
        if (watched.isEmpty()) {
            permissions.forEach(this::lift);
        }
        watched.forEach(target -> permissions.forEach(each -> grant(target, each, "", rules(each))));
        items(STRATEGY + "deployments").forEach(this::addDeployment);
        items("spec.customresourcedefinitions.owned").forEach(this::addDefinition);
        items("spec.apiservicedefinitions.owned").forEach(each -> {
            String api = name(each);
            provide(each, api + "-" + text(each, "version") + "-", text(each, "group"), api);
        });
        return made;
    }

    private String account(LocatedJson permission) {
        String account = text(permission, "serviceAccountName");
        return account.isEmpty() ? "default" : account;
    }

    /** Each namespace has a default one. */
    private void addAccount(String account, LocatedJson permission) {
        if (!account.equals("default")) {
            add(permission, "v1", "ServiceAccount", namespace, account, Map.of());
        }
    }

    /** OLM makes a Role of it, also where it lifts that. */
    private void requireNoUrls(LocatedJson permission) {
        if (rules(permission) instanceof JsonArray rules) {
            rules.asList().stream()
                    .filter(rule -> rule instanceof JsonObject object
                            && object.get("nonResourceURLs") instanceof JsonArray urls
                            && !urls.isEmpty())
                    .findFirst()
                    .ifPresent(rule -> {
                        throw malformed(
                                permission.part(rule).line(),
                                "permissions of " + written.name() + " have nonResourceURLs, which are in no namespace,"
                                        + " and OLM makes a Role of these: write them in clusterPermissions");
                    });
        }
    }

    private static @Nullable JsonElement rules(LocatedJson permission) {
        return permission.json().getAsJsonObject().get("rules");
    }

    /** An operator that watches all namespaces may also list them. */
    private void lift(LocatedJson permission) {
        JsonArray rules = new JsonArray();
        if (rules(permission) instanceof JsonArray own) {
            rules.addAll(own);
            permission.lines().put(rules, permission.part(own).line());
        }
        rules.add(rule(READ, "", "namespaces"));
        grant("", permission, "-lifted", rules);
    }

    private static JsonObject rule(List<String> verbs, String group, String resource) {
        return Json.object(Map.of("apiGroups", List.of(group), "resources", List.of(resource), "verbs", verbs));
    }

    /** A role and its binding; in no namespace, a ClusterRole. */
    private void grant(String target, LocatedJson permission, String suffix, @Nullable JsonElement rules) {
        String kind = target.isEmpty() ? "ClusterRole" : "Role";
        String account = account(permission);
        String role = unused(target, name + "-" + account + suffix);
        add(permission, RBAC, kind, target, role, rules == null ? Map.of() : Map.of("rules", rules));
        Map<String, String> subject = Map.of("kind", "ServiceAccount", "namespace", namespace, "name", account);
        Map<String, String> roleRef = Map.of("apiGroup", RBAC_GROUP, "kind", kind, "name", role);
        add(permission, RBAC, kind + "Binding", target, role, Map.of("roleRef", roleRef, "subjects", List.of(subject)));
    }

    /** Permissions of one account are numbered. */
    private String unused(String target, String role) {
        String numbered = role;
        while (!names.add(target + "/" + numbered)) {
            numbered = role + "-" + (1 + repeats.merge(target + "/" + role, 1, Integer::sum));
        }
        return numbered;
    }

    private void addDeployment(LocatedJson deployment) {
        JsonObject json = deployment.json().getAsJsonObject();
        ManifestObject added = add(
                deployment,
                "apps/v1",
                "Deployment",
                namespace,
                name(deployment),
                json.has("spec") ? Map.of("spec", json.get("spec")) : Map.of());
        if (json.has("label")) {
            label(added, json.get("label"));
        }
    }

    private void addDefinition(LocatedJson owned) {
        String definition = name(owned);
        int dot = definition.indexOf('.');
        if (dot < 0) {
            throw malformed(
                    owned.line(),
                    written.name() + " owns \"" + definition
                            + "\", which names no CustomResourceDefinition: write it as in backups.example.com");
        }
        String prefix = definition + "-" + text(owned, "version") + "-";
        provide(owned, prefix, definition.substring(dot + 1), definition.substring(0, dot));
        JsonObject reading = rule(List.of("get"), "apiextensions.k8s.io", "customresourcedefinitions");
        reading.add("resourceNames", new JsonArray());
        reading.getAsJsonArray("resourceNames").add(definition);
        aggregate(owned, prefix + "crdview", "view", reading);
    }

    /** Lets {@code admin}, {@code edit} and {@code view} use an API. */
    private void provide(LocatedJson api, String prefix, String group, String resource) {
        aggregate(api, prefix + "admin", "admin", rule(List.of("*"), group, resource));
        aggregate(api, prefix + "edit", "edit", rule(List.of("create", "update", "patch", "delete"), group, resource));
        aggregate(api, prefix + "view", "view", rule(READ, group, resource));
    }

    private void aggregate(LocatedJson api, String role, String into, JsonObject rule) {
        ManifestObject added = add(api, RBAC, "ClusterRole", "", role, Map.of("rules", List.of(rule)));
        label(added, Json.object(Map.of(RBAC_GROUP + "/aggregate-to-" + into, "true")));
    }

    private static void label(ManifestObject object, JsonElement labels) {
        object.located().json().getAsJsonObject().getAsJsonObject("metadata").add("labels", labels);
    }

    /** Adds an object that has the lines of a part. */
    private ManifestObject add(
            LocatedJson part, String apiVersion, String kind, String target, String title, Map<String, ?> content) {
        Map<String, Object> members = new LinkedHashMap<>(content);
        members.put("apiVersion", apiVersion);
        members.put("kind", kind);
        members.put("metadata", target.isEmpty() ? Map.of("name", title) : Map.of("name", title, "namespace", target));
        ManifestObject object = new ManifestObject(
                written.file(),
                number++,
                new LocatedJson(Json.object(members), part.line(), part.lines()),
                excerpt(part));
        RbacFields.check(object);
        made.add(object);
        return object;
    }

    /** The lines of a part. */
    private YamlDocument.Excerpt excerpt(LocatedJson part) {
        int last = part.all().mapToInt(LocatedJson::line).max().orElse(part.line());
        return new YamlDocument.Excerpt(written.file().text(), lineStart(part.line()), lineStart(last + 1));
    }

    private int lineStart(int line) {
        return line > lineStarts.length ? written.file().text().length() : lineStarts[line - 1];
    }

    /** The objects of a list; none if there is no list. */
    private List<LocatedJson> items(String path) {
        LocatedJson part = written.located();
        for (String key : path.split("\\.", -1)) {
            if (!(part.json() instanceof JsonObject object)) {
                throw malformed(part.line(), "what holds " + path + " of " + written.name() + " is not a mapping");
            }
            JsonElement next = object.get(key);
            if (next == null || next.isJsonNull()) {
                return List.of();
            }
            part = part.part(next);
        }
        LocatedJson whole = part;
        if (!(whole.json() instanceof JsonArray list)) {
            throw malformed(
                    whole.line(), path + " of " + written.name() + " is not a list: write a hyphen before each");
        }
        List<LocatedJson> items = list.asList().stream().map(whole::part).toList();
        items.stream().filter(item -> !item.json().isJsonObject()).findFirst().ifPresent(wrong -> {
            throw malformed(wrong.line(), path + " of " + written.name() + " has what is not a mapping");
        });
        return items;
    }

    private String name(LocatedJson part) {
        String named = text(part, "name");
        if (named.isEmpty()) {
            throw malformed(part.line(), written.name() + " has a part without a name: add it");
        }
        return named;
    }

    /** A text of a part; empty if it is missing. */
    private String text(LocatedJson part, String key) {
        JsonElement value = part.json().getAsJsonObject().get(key);
        if (value == null || value.isJsonNull()) {
            return "";
        }
        if (value instanceof JsonPrimitive text && text.isString()) {
            return text.getAsString();
        }
        throw malformed(part.part(value).line(), "the " + key + " is not text: " + value + "; quote it");
    }

    private ManifestException malformed(int line, String problem) {
        return written.file().malformed(line, problem);
    }
}
