// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.internal.WhoAmI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The user that the API server should authenticate for a token. What is {@code null} may be anything.
 *
 * @param username the user name; {@code null} if the token should be refused
 * @param groups all groups except those that the API server adds to all users
 * @param uid the UID; empty for none
 * @param extra all extra attributes except those that the API server adds itself
 */
public record ExpectedIdentity(
        @Nullable String username,
        @Nullable Set<String> groups,
        @Nullable String uid,
        @Nullable Map<String, Set<String>> extra) {

    private static final String EVERYBODY = "system:authenticated";

    /** No mapping can make such a key: the API server refuses the file. */
    private static final String OWN_KEYS = "authentication.kubernetes.io/";

    /** A token that should be refused. */
    public static final ExpectedIdentity REFUSED = new ExpectedIdentity(null, null, null, null);

    /** All that is known of the user that the API server authenticated; empty if it rejected the token. */
    public static ExpectedIdentity of(Optional<WhoAmI.Identity> found) {
        return found.map(ExpectedIdentity::of).orElse(REFUSED);
    }

    private static ExpectedIdentity of(WhoAmI.Identity known) {
        Set<String> groups = new LinkedHashSet<>(known.user().groups());
        groups.remove(EVERYBODY);
        Map<String, Set<String>> extra = new LinkedHashMap<>(known.extra());
        extra.keySet().removeIf(key -> key.startsWith(OWN_KEYS));
        return new ExpectedIdentity(known.user().name(), groups, known.uid(), extra);
    }

    /** Lists how a known user differs from the expected one: a line for each difference. */
    public List<String> differences(ExpectedIdentity known) {
        if (known.username == null) {
            return username == null ? List.of() : List.of("it refuses the token");
        }
        if (username == null) {
            return List.of("it is " + known);
        }
        List<String> lines = new ArrayList<>();
        add(lines, "the username is", username, known.username);
        add(lines, "the groups are", groups, known.groups);
        add(lines, "the uid is", uid, known.uid);
        add(lines, "the extra attributes are", extra, known.extra);
        return lines;
    }

    private static void add(List<String> lines, String what, @Nullable Object expected, @Nullable Object found) {
        if (expected != null && !expected.equals(found)) {
            lines.add(what + " " + shown(found) + ", not " + shown(expected));
        }
    }

    private static String shown(@Nullable Object value) {
        return value instanceof String text ? "\"" + text + "\"" : Objects.toString(value);
    }

    /** For example {@code "ann@company" in the groups [sre]}. */
    @Override
    public String toString() {
        return username == null
                ? "refused"
                : "\"" + username + "\""
                        + (groups == null ? "" : " in the groups " + Printable.list(groups))
                        + (uid == null || uid.isEmpty() ? "" : " with the uid \"" + uid + "\"")
                        + (extra == null || extra.isEmpty() ? "" : " with the extra attributes " + extra);
    }
}
