package dev.kubeuser.run.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whose denials a declaration is about. The user name of an identity is known once the API server has said it, and before
 * that it sends no requests. Thread-safe.
 */
public final class DeniedSubject {

    /** All subjects. */
    public static final DeniedSubject EVERYBODY = new DeniedSubject();

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    private DeniedSubject() {}

    /** A subject of a user name that is known. */
    public static DeniedSubject named(String userName) {
        DeniedSubject subject = unknown();
        subject.recognize(userName);
        return subject;
    }

    /** A subject whose user name the API server will say. */
    public static DeniedSubject unknown() {
        return new DeniedSubject();
    }

    /** Notes its user name on a cluster. */
    public void recognize(String userName) {
        names.add(userName);
    }

    /** Whether a user is meant. */
    public boolean is(String userName) {
        return this == EVERYBODY || names.contains(userName);
    }

    /** The names so far. */
    @Override
    public String toString() {
        return this == EVERYBODY ? "everybody" : names.toString();
    }
}
