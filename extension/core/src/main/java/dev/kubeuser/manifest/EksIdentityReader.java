package dev.kubeuser.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the identities of one file: access entries of EKS, or its ConfigMap {@code aws-auth}. */
final class EksIdentityReader {

    private static final String NEEDED = "expected access entries, as \"aws eks describe-access-entry\" prints them, or"
            + " the ConfigMap aws-auth of kube-system";
    private static final String MAP_ROLES = "mapRoles";
    private static final String MAP_USERS = "mapUsers";
    private static final Set<String> OF_AWS_AUTH = Set.of(MAP_ROLES, MAP_USERS, "mapAccounts");

    private final SourceFile file;
    private final List<EksIdentity> identities = new ArrayList<>();

    private EksIdentityReader(SourceFile file) {
        this.file = file;
    }

    static List<EksIdentity> read(SourceFile file) {
        EksIdentityReader reader = new EksIdentityReader(file);
        new YamlDocuments(file).forEach(document -> {
            LocatedJson located = new DocumentReader(document).read();
            if (!located.json().isJsonNull()) {
                reader.add(located);
            }
        });
        if (reader.identities.isEmpty()) {
            throw new ManifestException(Printable.text(file.name()) + " holds no identity: " + NEEDED);
        }
        return reader.identities;
    }

    private void add(LocatedJson located) {
        if (located.json() instanceof JsonArray several) {
            several.forEach(one -> add(located.part(one)));
        } else if (located.json() instanceof JsonObject object
                && object.get("accessEntry") instanceof JsonObject accessEntry) {
            addAccessEntry(located.part(accessEntry).line(), accessEntry);
        } else if (located.json() instanceof JsonObject object && isAwsAuth(object)) {
            addAwsAuth(located, object);
        } else {
            throw malformed(located.line(), NEEDED);
        }
    }

    private void addAccessEntry(int line, JsonObject entry) {
        if (!entry.has("kubernetesGroups")) {
            throw malformed(line, "the access entry has no kubernetesGroups");
        }
        add(line, "the access entry", entry, "principalArn", "kubernetesGroups");
    }

    private static boolean isAwsAuth(JsonObject object) {
        return isText(object.get("kind"), "ConfigMap")
                && object.get("metadata") instanceof JsonObject metadata
                && isText(metadata.get("name"), "aws-auth")
                && (!metadata.has("namespace") || isText(metadata.get("namespace"), "kube-system"));
    }

    private static boolean isText(JsonElement value, String expected) {
        return new JsonPrimitive(expected).equals(value);
    }

    private void addAwsAuth(LocatedJson configMap, JsonObject object) {
        if (!(object.get("data") instanceof JsonObject data)) {
            throw malformed(configMap.line(), "the ConfigMap aws-auth has no data");
        }
        if (!OF_AWS_AUTH.containsAll(data.keySet())) {
            throw malformed(
                    configMap.part(data).line(),
                    "the data of the ConfigMap aws-auth has a key that EKS does not read: there are mapRoles, mapUsers"
                            + " and mapAccounts");
        }
        addMapped(configMap, data, MAP_ROLES, "rolearn");
        addMapped(configMap, data, MAP_USERS, "userarn");
    }

    private void addMapped(LocatedJson configMap, JsonObject data, String key, String arnKey) {
        JsonElement written = data.get(key);
        if (written == null) {
            return;
        }
        int line = configMap.part(written).line();
        if (!(written instanceof JsonPrimitive text) || !text.isString()) {
            throw malformed(line, key + " must be text: write \"" + key + ": |\"");
        }
        NestedLines lines = NestedLines.of(file.text(), line, text.getAsString());
        for (LocatedJson list : documents(line, key, text.getAsString())) {
            if (!(list.json() instanceof JsonArray mappings)) {
                throw malformed(
                        line, key + " must be a list of mappings, each with " + arnKey + ", username and groups");
            }
            int index = 0;
            for (JsonElement mapping : mappings) {
                String what = key + "[" + index + "]";
                addMapping(lines.line(list.part(mapping).line()), what, mapping, arnKey);
                index++;
            }
        }
    }

    /** The parser's own message would name lines of the inner text, and take AWS's placeholders for those of Helm. */
    private List<LocatedJson> documents(int line, String key, String text) {
        List<LocatedJson> documents = new ArrayList<>();
        try {
            new YamlDocuments(SourceFile.of(key, text))
                    .forEach(document -> documents.add(new DocumentReader(document).read()));
        } catch (ManifestException unreadable) {
            throw new ManifestException(
                    file.at(line) + ": the text of " + key
                            + " is not YAML, or has a key twice; text that begins with {{ needs quotes",
                    unreadable);
        }
        documents.removeIf(document -> document.json().isJsonNull());
        return documents;
    }

    /** EKS reads keys in any case; another spelling is an error here, so that it cannot hide a group. */
    private void addMapping(int line, String what, JsonElement mapping, String arnKey) {
        if (!(mapping instanceof JsonObject fields)
                || !Set.of(arnKey, "username", "groups").containsAll(fields.keySet())) {
            throw malformed(line, what + " must be a mapping with only " + arnKey + ", username and groups");
        }
        add(line, what, fields, arnKey, "groups");
    }

    private void add(int line, String what, JsonObject fields, String arnKey, String groupsKey) {
        String arn = text(line, what, fields, arnKey);
        if (!arn.startsWith("arn:")) {
            throw malformed(line, "the " + arnKey + " of " + what + " must be an ARN, which begins with arn:");
        }
        String[] groups = groups(line, what, fields, groupsKey);
        identities.add(
                new EksIdentity(arn, UserInfo.user(text(line, what, fields, "username"), groups), file.at(line)));
    }

    private String text(int line, String what, JsonObject fields, String key) {
        JsonElement value = fields.get(key);
        if (value == null || value.isJsonNull()) {
            throw malformed(line, what + " has no " + key);
        }
        return nonEmpty(line, "the " + key + " of " + what, value);
    }

    private String[] groups(int line, String what, JsonObject fields, String key) {
        JsonElement value = fields.has(key) ? fields.get(key) : JsonNull.INSTANCE;
        if (!value.isJsonArray() && !value.isJsonNull()) {
            throw malformed(line, "the " + key + " of " + what + " must be a list");
        }
        List<String> groups = new ArrayList<>();
        if (value instanceof JsonArray several) {
            several.forEach(group -> groups.add(nonEmpty(line, "each of the " + key + " of " + what, group)));
        }
        return groups.toArray(String[]::new);
    }

    private String nonEmpty(int line, String what, JsonElement value) {
        if (!(value instanceof JsonPrimitive primitive)
                || !primitive.isString()
                || primitive.getAsString().isBlank()) {
            throw malformed(line, what + " must be text, and not empty");
        }
        return primitive.getAsString();
    }

    private ManifestException malformed(int line, String problem) {
        return new ManifestException(file.at(line) + ": " + problem);
    }
}
