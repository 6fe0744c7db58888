// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import static java.util.function.Predicate.not;

import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.SubjectSpec;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.credential.Via;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.run.internal.SubjectAccess;
import dev.kubeuser.table.internal.Line;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** The subjects declared for one place in the tests, by name. Immutable: adding returns a copy. */
final class DeclaredSubjects {

    static final DeclaredSubjects NONE = new DeclaredSubjects(Map.of());

    private final Map<String, DeclaredSubject> byName;

    private DeclaredSubjects(Map<String, DeclaredSubject> byName) {
        this.byName = byName;
    }

    /**
     * Returns a copy with more declarations. Equal declarations of one subject are merged into one, which belongs to
     * the outermost declaring class. Different ones are an error.
     */
    DeclaredSubjects with(Collection<DeclaredSubject> declarations) {
        Map<String, DeclaredSubject> all = new LinkedHashMap<>(byName);
        declarations.forEach(declaration -> add(all, declaration));
        return new DeclaredSubjects(all);
    }

    /**
     * Returns a copy with the subjects that parameters or fields mention. A bare name refers to the declared subject of
     * that name; if there is none, it declares one.
     *
     * @param onMethods the subjects that test methods declare, which may be out of scope here
     */
    DeclaredSubjects withMentioned(Collection<DeclaredSubject> mentioned, DeclaredSubjects onMethods) {
        Map<String, DeclaredSubject> all = new LinkedHashMap<>(byName);
        mentioned.stream().filter(subject -> !subject.isReference()).forEach(subject -> add(all, subject));
        mentioned.stream()
                .filter(subject -> subject.isReference() && !all.containsKey(subject.subject()))
                .forEach(subject -> {
                    onMethods.requireNoOther(subject);
                    add(all, subject);
                });
        return new DeclaredSubjects(all);
    }

    /**
     * Reports users that parameters or fields declare by a bare name, if a user of nearly the same name is declared:
     * for a misspelled user without permissions, each {@code cannot} passes.
     */
    Stream<String> misspelled(Collection<DeclaredSubject> mentioned) {
        DeclaredSubjects known = with(
                mentioned.stream().filter(not(DeclaredSubject::isReference)).toList());
        return mentioned.stream()
                .filter(subject ->
                        subject.isReference() && known.find(subject.subject()).isEmpty())
                .flatMap(subject -> misspelled(subject).stream());
    }

    private Optional<String> misspelled(DeclaredSubject named) {
        return named.spec() instanceof UserSpec user
                ? Spelling.nearest(user.name(), members())
                        .map(meant -> named.place() + " declares another user, \"" + user.name()
                                + "\", who is in no group. If you mean \"" + meant + "\", correct the name")
                : Optional.empty();
    }

    private List<String> members() {
        return byName.values().stream()
                .map(DeclaredSubject::spec)
                .filter(UserSpec.class::isInstance)
                .map(UserSpec.class::cast)
                .filter(user -> !user.groups().isEmpty())
                .map(UserSpec::name)
                .toList();
    }

    private static void add(Map<String, DeclaredSubject> all, DeclaredSubject declaration) {
        DeclaredSubject earlier = all.get(declaration.subject());
        if (earlier != null && !earlier.spec().equals(declaration.spec())) {
            throw new ExtensionConfigurationException("The " + declaration.subject()
                    + " is declared twice with different settings:\n  " + describe(earlier) + "\n  "
                    + describe(declaration) + "\nDeclare it alike, or give one of the two another name.");
        }
        if (earlier == null || declaration.owner() != null) {
            all.put(declaration.subject(), declaration);
        }
    }

    private static String describe(DeclaredSubject declaration) {
        return "on " + declaration.place() + ": " + declaration.spec().settings();
    }

    /**
     * Refuses a bare name that a method elsewhere declares with settings: here it would silently declare a subject
     * without them.
     */
    private void requireNoOther(DeclaredSubject named) {
        DeclaredSubject elsewhere = byName.get(named.subject());
        if (elsewhere != null && !elsewhere.spec().equals(named.spec())) {
            throw new ExtensionConfigurationException("The " + named.subject() + " on " + named.place()
                    + " is declared on " + elsewhere.place()
                    + " and in scope only there: declare it on the class, or give this one another name");
        }
    }

    Collection<DeclaredSubject> all() {
        return byName.values();
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Finds the declaration of a subject by kind and name, as in {@code user "alice"}. */
    Optional<DeclaredSubject> find(String subject) {
        return Optional.ofNullable(byName.get(subject));
    }

    /** Finds the declaration of the subject of a table's line, if it is declared. */
    Optional<DeclaredSubject> findMentioned(String name) {
        return find("user \"" + name + "\"")
                .or(() -> find("identity \"" + name + "\""))
                .or(() -> Subject.find(name)
                        .filter(meant -> meant.kind().equals("ServiceAccount"))
                        .flatMap(account -> find(account.toString())));
    }

    /** Reports an unknown subject before anything starts. */
    void requireKnown(Line line) {
        String who = line.who();
        if (who != null && findMentioned(who).isEmpty() && Subject.find(who).isEmpty()) {
            throw new ExtensionConfigurationException(line.undeclared(describe(), "Declare it by @KubeUser"));
        }
    }

    /** Lists the subjects for messages: {@code user "alice" (class Foo), user "bob" (method bar)}. */
    String describe() {
        return byName.values().stream()
                .map(declaration -> declaration.subject() + " (" + declaration.place() + ")")
                .collect(Collectors.joining(", "));
    }

    /**
     * A subject as declared in one place.
     *
     * @param spec the declared subject
     * @param isReference whether it is only a name, so that a parameter or field may refer to a declaration elsewhere
     * @param place the place of the annotation, for messages
     * @param owner the class that it is declared for, or {@code null} for one method
     */
    record DeclaredSubject(
            SubjectSpec spec,
            boolean isReference,
            String place,
            @Nullable Class<?> owner) {

        /** Settles how a test becomes a user, if the declaration leaves that to the setting. */
        static DeclaredSubject of(SubjectSpec declared, Via otherwise, String place, @Nullable Class<?> owner) {
            boolean isOpen = declared instanceof UserSpec user && user.via() == null;
            SubjectSpec spec = isOpen ? ((UserSpec) declared).withVia(otherwise) : declared;
            return new DeclaredSubject(spec, isName(declared), place, owner);
        }

        private static boolean isName(SubjectSpec declared) {
            if (declared instanceof UserSpec user) {
                return user.equals(UserSpec.named(user.name()));
            }
            if (declared instanceof ServiceAccountSpec account) {
                return account.equals(ServiceAccountSpec.named(account.namespace(), account.name()));
            }
            return declared.equals(IdentitySpec.named(((IdentitySpec) declared).name()));
        }

        boolean hasCertificate() {
            return spec instanceof UserSpec user && user.via() != Via.IMPERSONATION;
        }

        /** The user name; empty if the API server alone knows it, as of an identity. */
        Optional<String> userName() {
            return SubjectAccess.userName(spec);
        }

        /** The kind and name that identify a subject across annotations. */
        String subject() {
            return spec.subject();
        }
    }
}
