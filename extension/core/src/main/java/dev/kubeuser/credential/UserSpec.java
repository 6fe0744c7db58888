// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.base.internal.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A user to request a certificate for. Begin with {@link #named(String)}:
 *
 * <pre>{@code
 * UserSpec alice = UserSpec.named("alice").withGroups("developers").withExpiration(Duration.ofHours(1));
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 *
 * @param name the user name, the certificate's common name (CN)
 * @param groups the groups, each an organization (O) of the certificate
 * @param key the key algorithm
 * @param expiration how long the certificate is valid, in whole seconds
 * @param via how a test acts as the user; {@code null} for {@code kubeuser.via}, which is by default a certificate
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record UserSpec(
        String name,
        Set<String> groups,
        KeyAlgorithm key,
        Duration expiration,
        @Nullable Via via) implements SubjectSpec {

    private static final String MASTERS = "system:masters";
    private static final String ANONYMOUS = "system:anonymous";

    private static final Duration SHORTEST = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

    /**
     * Requires that such a user can be asked for.
     *
     * @throws IllegalArgumentException if not
     */
    public UserSpec {
        groups = Collections.unmodifiableSet(new LinkedHashSet<>(groups));
        requireName("user name", name);
        groups.forEach(group -> requireName("group", group));
        requireExpiration(expiration);
        if (via == Via.IMPERSONATION) {
            requireEdges("user name", name);
            groups.forEach(group -> requireEdges("group", group));
        } else {
            requireCertifiable(name, groups, Dialect.JAVA);
        }
    }

    /**
     * {@return a user without groups, with an ECDSA key on the curve P-256 and a certificate for one day}
     *
     * @param name the user name
     * @throws IllegalArgumentException if the name is blank, has control characters or is system:anonymous
     */
    public static UserSpec named(String name) {
        return named(name, null);
    }

    /**
     * {@return a user without groups, with an ECDSA key on the curve P-256 and a certificate for one day}
     *
     * @param name the user name
     * @param via how a test acts as the user; {@code null} for {@code kubeuser.via}
     * @throws IllegalArgumentException if the name is blank or has control characters; for a certificate, if it is
     *     system:anonymous; for impersonation, if it starts or ends with a blank
     */
    @API(status = API.Status.INTERNAL)
    public static UserSpec named(String name, @Nullable Via via) {
        return new UserSpec(name, Set.of(), KeyAlgorithm.ECDSA_P256, Duration.ofDays(1), via);
    }

    /**
     * {@return a user as the command line names one: messages say what it has instead}
     *
     * @param name the user name
     * @param groups the groups
     * @throws IllegalArgumentException as {@link #named(String)} and {@link #withGroups}
     */
    @API(status = API.Status.INTERNAL)
    public static UserSpec ofCommandLine(String name, String... groups) {
        requireCertifiable(name, Set.copyOf(List.of(groups)), Dialect.ARGUMENTS);
        return named(name).withGroups(groups);
    }

    /**
     * {@return a copy with other groups}
     *
     * @param others the groups
     * @throws IllegalArgumentException if a group is blank, given twice, has control characters or is system:masters
     */
    public UserSpec withGroups(String... others) {
        Set<String> given = new LinkedHashSet<>();
        for (String group : others) {
            if (!given.add(group)) {
                throw new IllegalArgumentException("the group \"" + group + "\" is given twice: remove one of them");
            }
        }
        return new UserSpec(name, given, key, expiration, via);
    }

    /**
     * {@return a copy with another key algorithm}
     *
     * @param other the key algorithm
     */
    public UserSpec withKey(KeyAlgorithm other) {
        return new UserSpec(name, groups, other, expiration, via);
    }

    /**
     * {@return a copy whose certificate has another lifetime}
     *
     * @param other how long the certificate is valid, in whole seconds
     * @throws IllegalArgumentException if it is less than 600 seconds
     */
    public UserSpec withExpiration(Duration other) {
        return new UserSpec(name, groups, key, other, via);
    }

    /**
     * {@return a copy with another way to act as the user}
     *
     * @param other how a test acts as the user; {@code null} for {@code kubeuser.via}
     * @throws IllegalArgumentException if it does not allow the name or a group
     */
    public UserSpec withVia(@Nullable Via other) {
        return new UserSpec(name, groups, key, expiration, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UserSpec that
                && name.equals(that.name)
                && groups.equals(that.groups)
                && key.equals(that.key)
                && expiration.equals(that.expiration)
                && via == that.via;
    }

    /**
     * Hashes the name alone: the JVM generates the code that hashes all parts when it is first needed, and a test waits
     * for it.
     */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private static void requireName(String what, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "the " + what + " is " + (name.isEmpty() ? "empty" : "blank") + ": it must name someone");
        }
        requireNoControlCharacters(what, name);
        requireEncodable(what, name);
    }

    /** Half of a character outside of Unicode's first plane is not a character, and has no form in a certificate. */
    static void requireEncodable(String what, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("the " + what + " \"" + Printable.text(text)
                    + "\" has half of a surrogate pair, which cannot be sent: write the whole character");
        }
    }

    /** Names go into headers, and HTTP strips blanks from both ends of a header's value. */
    private static void requireEdges(String what, String name) {
        if (!name.equals(name.strip())) {
            throw new IllegalArgumentException("the " + what + " \"" + name
                    + "\" has blanks at an end, which cannot be impersonated: HTTP drops them from headers");
        }
    }

    private static void requireNoControlCharacters(String what, String name) {
        name.codePoints().filter(Character::isISOControl).findFirst().ifPresent(control -> {
            throw new IllegalArgumentException("the " + what
                    + " has the control character U+%04X at position %d".formatted(control, name.indexOf(control)));
        });
    }

    /** Whether the API server gives a certificate to such a user, and takes its requests for the user's. */
    private static void requireCertifiable(String name, Set<String> groups, Dialect dialect) {
        if (name.equals(ANONYMOUS)) {
            throw new IllegalArgumentException(
                    "the user name " + ANONYMOUS + " cannot be asked for: the API server gives it to requests without"
                            + " a credential, so requests with this user's certificate would count as anonymous. "
                            + dialect.anonymous());
        }
        if (groups.contains(MASTERS)) {
            throw new IllegalArgumentException("the group " + MASTERS + " cannot be asked for: the API server refuses"
                    + " such a request for a client certificate (admission plugin CertificateSubjectRestriction). "
                    + dialect.administrator());
        }
    }

    /** Certificates and tokens have the same bounds. */
    static void requireExpiration(Duration expiration) {
        if (expiration.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("expiration is " + seconds(expiration) + "; the API server takes "
                    + seconds(SHORTEST) + " or more");
        }
        if (expiration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "expiration is " + seconds(expiration) + "; the API takes at most " + seconds(LONGEST));
        }
    }

    /** As in annotations. */
    static String seconds(Duration expiration) {
        return expiration.toSeconds() + "s";
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public String subject() {
        return "user \"" + name + "\"";
    }

    @API(status = API.Status.INTERNAL)
    @Override
    public String settings() {
        return "groups " + groups + ", key " + key + ", expiration " + seconds(expiration)
                + (via == null ? "" : ", via " + via);
    }
}
