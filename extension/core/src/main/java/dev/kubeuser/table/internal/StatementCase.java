package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.EffectivePolicyAssert;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.Subject;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A case about all requests of everybody: one line, which is an assertion on the policy in force. It decides nothing
 * itself.
 *
 * @param whole the case
 */
record StatementCase(YamlPart whole) {

    private static final String EVERYBODY = "everybody";
    private static final String EVERYBODY_BUT = "everybody but";
    private static final String LABELLED = "namespaces labelled";
    private static final String EVERY = "every";

    static boolean isAbout(YamlPart given) {
        return given.isText(EVERYBODY) || !given.keys().isEmpty();
    }

    Line line() {
        YamlPart given = whole.part(YamlPart.GIVEN);
        Set<String> keys = given.keys();
        if (!keys.isEmpty() && !keys.equals(Set.of(EVERYBODY_BUT))) {
            throw given.malformed("write subjects, everybody, or \"everybody but\" with a list; it has " + keys);
        }
        YamlPart then = whole.part(YamlPart.THEN);
        boolean isDenied = then.isText(AccessTableFile.DENY);
        if (!isDenied && !(keys.isEmpty() && then.isText(AccessTableFile.ALLOW))) {
            throw then.malformed("with this given, it is " + AccessTableFile.DENY + "; it is \"" + then.text() + "\"");
        }
        List<Subject> but = keys.isEmpty() ? List.of() : subjects(given.part(EVERYBODY_BUT));
        String who = keys.isEmpty()
                ? EVERYBODY
                : EVERYBODY_BUT + " "
                        + String.join(", ", given.part(EVERYBODY_BUT).texts());
        YamlPart when = whole.part(AccessTableFile.WHEN);
        Scope scope = scope(when);
        CaseQuestion question = CaseQuestion.of(when, Set.of(CaseQuestion.NAMESPACES, LABELLED));
        when.requireFew(question.size(), "questions");
        AccessQuery[] queries = whole.checked(
                () -> question.each().map(each -> each.query(whole::fillIn)).toArray(AccessQuery[]::new));
        String what = question + scope.words;
        String whoCan = isDenied ? who.replaceFirst("^everybody", "nobody") : who;
        return new Line(whole.words(who, what, then.text(), whoCan + " can " + what), null, all -> {
            EffectivePolicyAssert policy =
                    KubeAssertions.assertThat(all.policy()).as(whole.place());
            return () -> claim(scope.choice.apply(policy), isDenied, but, queries);
        });
    }

    private static void claim(
            EffectivePolicyAssert policy, boolean isDenied, List<Subject> but, AccessQuery... queries) {
        if (!isDenied) {
            policy.everyone().can(queries);
        } else if (but.isEmpty()) {
            policy.nobody().can(queries);
        } else {
            policy.nobodyBut(but.toArray(Subject[]::new)).can(queries);
        }
    }

    private List<Subject> subjects(YamlPart list) {
        return list.texts().stream()
                .map(whole::fillIn)
                .map(name -> Subject.find(name)
                        .orElseThrow(() -> list.malformed("\"" + name
                                + "\" names no subject of a policy: write user:NAME, group:NAME or"
                                + " serviceaccount:NAMESPACE/NAME")))
                .toList();
    }

    /** Which namespaces the statement is about, and how a sentence says that, after a blank. */
    private record Scope(String words, UnaryOperator<EffectivePolicyAssert> choice) {}

    private static Scope scope(YamlPart when) {
        boolean isLabelled = when.has(LABELLED);
        boolean isNamed = when.has(CaseQuestion.NAMESPACES);
        if ((isLabelled || isNamed) && (when.has(CaseQuestion.NAMESPACE) || (isLabelled && isNamed))) {
            throw when.malformed("namespace, namespaces and \"namespaces labelled\" exclude each other: keep one");
        }
        if (isLabelled) {
            String labels = when.part(LABELLED).text();
            return new Scope(" in every namespace labelled " + labels, policy -> policy.inNamespacesLabelled(labels));
        }
        if (!isNamed) {
            return new Scope("", UnaryOperator.identity());
        }
        if (when.part(CaseQuestion.NAMESPACES).isText(EVERY)) {
            return new Scope(" in every namespace", EffectivePolicyAssert::inEveryNamespace);
        }
        List<String> written = when.part(CaseQuestion.NAMESPACES).texts();
        String[] names = written.stream().map(when::fillIn).toArray(String[]::new);
        return new Scope(
                " in every namespace named " + String.join(" or ", written), policy -> policy.inNamespaces(names));
    }
}
