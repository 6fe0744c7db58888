package dev.kubeuser.credential;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A user to be: what goes into the request for a certificate.
 *
 * @param name the user name, the certificate's common name (CN)
 * @param groups the groups, each an organization (O) of the certificate
 * @param key the kind of key
 * @param lifetime how long the certificate shall be valid, in full seconds
 * @param via how a test becomes the user
 */
public record UserSpec(String name, Set<String> groups, KeyAlgorithm key, Duration lifetime, Via via)
        implements SubjectSpec {

    /** The shortest lifetime that the API server takes: 600 s. */
    public static final Duration SHORTEST_LIFETIME = Duration.ofMinutes(10);

    /** The upper bound of X.509 for a common name and for an organization (RFC 5280, appendix A). */
    private static final int LONGEST_NAME = 64;

    private static final String MASTERS = "system:masters";

    /**
     * Checks what the server or X.509 would refuse, so that it is reported before anything starts.
     *
     * @throws IllegalArgumentException if a name is blank or has control characters, if the lifetime is too short, or, for
     *     a certificate, if a name is too long or a group is system:masters
     */
    public UserSpec {
        requireName("user name", name);
        groups.forEach(group -> requireName("group", group));
        requireLifetime(lifetime);
        groups = Collections.unmodifiableSet(new LinkedHashSet<>(groups));
        if (via != Via.IMPERSONATION) {
            requireFit("user name", name);
            groups.forEach(group -> requireFit("group", group));
            requireNotMasters(groups);
        }
    }

    /**
     * A user with a certificate, or whatever {@code kubeuser.via} says.
     *
     * @param name the user name
     * @param groups the groups
     * @param key the kind of key
     * @param lifetime how long the certificate shall be valid
     * @throws IllegalArgumentException as the canonical constructor
     */
    public UserSpec(String name, Set<String> groups, KeyAlgorithm key, Duration lifetime) {
        this(name, groups, key, lifetime, Via.DEFAULT);
    }

    /**
     * The same user, by another way.
     *
     * @param other which way
     * @return the user
     * @throws IllegalArgumentException if name or groups do not fit it
     */
    public UserSpec by(Via other) {
        return new UserSpec(name, groups, key, lifetime, other);
    }

    private static void requireName(String what, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "the " + what + " is " + (name.isEmpty() ? "empty" : "blank") + ": it must name someone");
        }
        requireNoControlCharacters(what, name);
    }

    private static void requireFit(String what, String name) {
        if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            throw new IllegalArgumentException("the " + what + " \"" + name + "\" has "
                    + name.codePointCount(0, name.length()) + " characters; X.509 allows " + LONGEST_NAME
                    + " (RFC 5280, upper bounds)");
        }
    }

    private static void requireNoControlCharacters(String what, String name) {
        name.codePoints().filter(Character::isISOControl).findFirst().ifPresent(control -> {
            throw new IllegalArgumentException("the " + what
                    + " has the control character U+%04X at position %d".formatted(control, name.indexOf(control)));
        });
    }

    private static void requireNotMasters(Set<String> groups) {
        if (groups.contains(MASTERS)) {
            throw new IllegalArgumentException("the group " + MASTERS + " cannot be asked for: the API server refuses"
                    + " such a request for a client certificate (admission plugin CertificateSubjectRestriction)."
                    + " For an administrator use @KubeAdmin, or bind another group to the ClusterRole cluster-admin");
        }
    }

    private static void requireLifetime(Duration lifetime) {
        if (lifetime.compareTo(SHORTEST_LIFETIME) < 0) {
            throw new IllegalArgumentException("expirationSeconds is " + lifetime.toSeconds()
                    + "; the API server takes " + SHORTEST_LIFETIME.toSeconds() + " or more");
        }
        if (lifetime.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "expirationSeconds is " + lifetime.toSeconds() + "; the API takes at most " + Integer.MAX_VALUE);
        }
    }

    @Override
    public String subject() {
        return "user \"" + name + "\"";
    }

    @Override
    public String userName() {
        return name;
    }

    @Override
    public String settings() {
        return "groups " + groups + ", key " + key + ", expirationSeconds " + lifetime.toSeconds()
                + (via == Via.DEFAULT ? "" : ", via " + via);
    }
}
