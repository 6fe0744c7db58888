package dev.kubeuser.plan.internal;

import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.review.ReviewedSubject;
import dev.kubeuser.review.internal.Spelling;
import dev.kubeuser.table.internal.AccessLine;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** The subjects declared for one place in the tests, by name. Immutable: adding returns a copy. */
public final class DeclaredSubjects {

    private static final System.Logger LOG = System.getLogger(DeclaredSubjects.class.getName());

    static final DeclaredSubjects NONE = new DeclaredSubjects(Map.of());

    private final Map<String, DeclaredSubject> byName;

    private DeclaredSubjects(Map<String, DeclaredSubject> byName) {
        this.byName = byName;
    }

    /**
     * Returns a copy with more declarations. Equal declarations of one subject count as one, which belongs to the
     * outermost declaring class. Different ones are an error.
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
                    warnIfMisspelled(subject);
                    add(all, subject);
                });
        return new DeclaredSubjects(all);
    }

    /** A user whom nobody gives anything makes each {@code cannot} pass. */
    private void warnIfMisspelled(DeclaredSubject named) {
        if (named.spec() instanceof UserSpec user) {
            List<String> members = byName.values().stream()
                    .map(DeclaredSubject::spec)
                    .filter(spec -> spec instanceof UserSpec declared
                            && !declared.groups().isEmpty())
                    .map(spec -> ((UserSpec) spec).name())
                    .toList();
            Spelling.nearest(user.name(), members)
                    .ifPresent(meant -> LOG.log(
                            System.Logger.Level.WARNING,
                            "kubeuser: " + named.place() + " declares another user, \"" + user.name()
                                    + "\", who is in no group. If you mean \"" + meant + "\", correct the name"));
        }
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

    public Collection<DeclaredSubject> all() {
        return byName.values();
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Finds the declaration of a subject by kind and name, as in {@code user "alice"}. */
    public Optional<DeclaredSubject> find(String subject) {
        return Optional.ofNullable(byName.get(subject));
    }

    /** Finds the declaration of whom a line of a table is about, if it is declared. */
    public Optional<DeclaredSubject> find(AccessLine line) {
        return find("user \"" + line.subject() + "\"")
                .or(() -> find("identity \"" + line.subject() + "\""))
                .or(() -> Subject.find(line.subject())
                        .filter(meant -> meant.kind().equals("ServiceAccount"))
                        .flatMap(account -> find(account.toString())));
    }

    /** Reports an unknown subject before anything starts. */
    void requireKnown(AccessLine line) {
        if (find(line).isEmpty() && !ReviewedSubject.isName(line.subject())) {
            throw new ExtensionConfigurationException(line.undeclared(describe(), "Declare it by @KubeUser"));
        }
    }

    /** Lists the subjects for messages: {@code user "alice" (class Foo), user "bob" (method bar)}. */
    public String describe() {
        return byName.values().stream()
                .map(declaration -> declaration.subject() + " (" + declaration.place() + ")")
                .collect(Collectors.joining(", "));
    }
}
