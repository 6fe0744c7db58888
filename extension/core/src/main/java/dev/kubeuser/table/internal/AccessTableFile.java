// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.assertion.EffectivePolicyAssert;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A table in YAML: a list of cases, each with a subject ({@code given}), a question ({@code when}) and the expected
 * answer ({@code then}). A case with several values stands for a line for each combination of them.
 *
 * @param text the table
 * @param placeholders the placeholders for names of namespaces
 */
public record AccessTableFile(TableText text, Map<String, String> placeholders) {

    static final String WHEN = "when";
    static final String ALLOW = "allow";
    static final String DENY = "deny";

    private static final String ALLOW_BY = ALLOW + Answer.BY;

    private static final String BECOME = "become";
    private static final String ACT_AS = "act as";
    private static final String GAIN_ROLE = "gain role";
    private static final List<String> ESCALATIONS = List.of(BECOME, ACT_AS, GAIN_ROLE);
    private static final String ADMIN = "cluster-admin";

    /**
     * The questions of a case about each of its subjects.
     *
     * @param words the question
     * @param by what gives the answer, in words after the question; empty for anything
     */
    record Ask(String words, String by, Consumer<AbstractAccessAssert<?, ?>> assertion) {}

    /**
     * The expected answer of a case.
     *
     * @param form the answer, which ends in {@link #BY} if it names what gives it
     * @param by what gives it; empty for anything
     */
    record Answer(String form, String by) {

        static final String BY = " by ";

        static Answer of(YamlPart then) {
            String text = then.text();
            int end = text.indexOf(BY) + BY.length();
            return text.contains(BY)
                    ? new Answer(text.substring(0, end), text.substring(end).strip())
                    : new Answer(text, "");
        }
    }

    /**
     * Reads all lines.
     *
     * @throws dev.kubeuser.base.ConfigurationException if a case is malformed
     */
    public List<Line> read() {
        return text.lines("given, when and then", placeholders, AccessTableFile::lines);
    }

    private static Stream<Line> lines(YamlPart whole) {
        whole.requireKeys(Set.of(YamlPart.GIVEN, WHEN, YamlPart.THEN), Set.of(YamlPart.NAME));
        YamlPart then = whole.part(YamlPart.THEN);
        if (!then.isText()) {
            throw then.malformed("write allow or deny: YAML takes words such as yes for something else");
        }
        YamlPart when = whole.part(WHEN);
        Optional<String> escalation = ESCALATIONS.stream().filter(when::has).findFirst();
        if (escalation.isPresent()) {
            Ask search = escalation(escalation.get(), when, then);
            return lines(whole, 1, Line.Asked::about, subject -> Stream.of(search));
        }
        if (WriteCase.isAsked(when)) {
            WriteCase writes = WriteCase.of(whole);
            return lines(whole, writes.writes().size(), Line.Asked::writer, writes::asks);
        }
        if (StatementCase.isAbout(whole.part(YamlPart.GIVEN))) {
            return Stream.of(new StatementCase(whole).line());
        }
        CaseQuestion question = CaseQuestion.of(when, Set.of());
        return lines(
                whole,
                question.size(),
                Line.Asked::about,
                subject -> question.each().map(each -> request(whole, each)));
    }

    /** A line for each subject and each of what is asked. */
    private static Stream<Line> lines(
            YamlPart whole,
            long asked,
            BiFunction<Line.Asked, String, AbstractAccessAssert<?, ?>> begin,
            Function<String, Stream<Ask>> asks) {
        List<String> subjects = whole.part(YamlPart.GIVEN).texts();
        whole.requireNotTooMany(subjects.size() * asked, "lines");
        return subjects.stream().flatMap(subject -> {
            String who = whole.fillIn(subject);
            return asks.apply(who)
                    .map(ask -> new Line(words(whole, subject, ask), who, all -> {
                        AbstractAccessAssert<?, ?> assertion =
                                begin.apply(all, who).as(whole.place());
                        return () -> ask.assertion().accept(assertion);
                    }));
        });
    }

    private static Line.Words words(YamlPart whole, String subject, Ask ask) {
        String expected = whole.part(YamlPart.THEN).text();
        String can = expected.startsWith(ALLOW) ? " can " : " cannot ";
        return whole.words(subject, ask.words(), expected, subject + can + ask.words() + ask.by());
    }

    private static Ask escalation(String key, YamlPart when, YamlPart then) {
        when.requireKeys(Set.of(key), Set.of());
        if (!then.isText(DENY)) {
            throw then.malformed("whether subjects can " + key + " is searched to deny it: write deny");
        }
        YamlPart written = when.part(key);
        String name = written.fillIn(written.text());
        if (key.equals(BECOME) && !name.equals(ADMIN)) {
            throw written.malformed("write " + ADMIN + ", \"" + ACT_AS + "\" with another subject, or \"" + GAIN_ROLE
                    + "\" with a role");
        }
        return new Ask(key + " " + written.text(), "", written.checked(() -> search(key, name)));
    }

    private static Consumer<AbstractAccessAssert<?, ?>> search(String key, String name) {
        return switch (key) {
            case BECOME -> AbstractAccessAssert::cannotBecomeClusterAdmin;
            case ACT_AS -> {
                Subject other = Subject.parse(name);
                yield who -> who.cannotActAs(other);
            }
            default -> {
                RoleReference role = RoleReference.parse(name);
                yield who -> who.cannotGainRole(role);
            }
        };
    }

    private static Ask request(YamlPart whole, CaseQuestion question) {
        YamlPart then = whole.part(YamlPart.THEN);
        Answer answer = Answer.of(then);
        AccessQuery query = whole.checked(() -> question.query(whole::fillIn));
        return switch (answer.form()) {
            case ALLOW -> new Ask(question.toString(), "", who -> who.can(query));
            case DENY -> new Ask(question.toString(), "", who -> who.cannot(query));
            case ALLOW_BY -> {
                BindingReference binding = whole.checked(() -> BindingReference.parse(whole.fillIn(answer.by())));
                yield new Ask(
                        question.toString(),
                        Answer.BY + answer.by(),
                        who -> who.can(query).grantedBy(binding));
            }
            default ->
                throw then.malformed(
                        "write allow, deny, or \"allow by RoleBinding dev/developers\" to name the binding");
        };
    }

    /**
     * A case about all requests of all users: one line, which is an assertion on the policy in force. It decides
     * nothing itself.
     *
     * @param whole the case
     */
    private record StatementCase(YamlPart whole) {

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
                throw then.malformed(
                        "with this given, it is " + AccessTableFile.DENY + "; it is \"" + then.text() + "\"");
            }
            List<Subject> but = keys.isEmpty() ? List.of() : subjects(given.part(EVERYBODY_BUT));
            String who = keys.isEmpty()
                    ? EVERYBODY
                    : EVERYBODY_BUT + " "
                            + String.join(", ", given.part(EVERYBODY_BUT).texts());
            YamlPart when = whole.part(AccessTableFile.WHEN);
            Scope scope = scope(when);
            CaseQuestion question = CaseQuestion.of(when, Set.of(CaseQuestion.NAMESPACES, LABELLED));
            when.requireNotTooMany(question.size(), "questions");
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
                policy.everyone().canAll(queries);
            } else if (but.isEmpty()) {
                policy.nobody().canAny(queries);
            } else {
                policy.nobodyBut(but.toArray(Subject[]::new)).canAny(queries);
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

        /** The namespaces of the statement, and how a sentence names them, after a blank. */
        private record Scope(String words, UnaryOperator<EffectivePolicyAssert> choice) {}

        private static Scope scope(YamlPart when) {
            boolean isLabelled = when.has(LABELLED);
            boolean isNamed = when.has(CaseQuestion.NAMESPACES);
            if ((isLabelled || isNamed) && (when.has(CaseQuestion.NAMESPACE) || (isLabelled && isNamed))) {
                throw when.malformed("namespace, namespaces and \"namespaces labelled\" exclude each other: keep one");
            }
            if (isLabelled) {
                String labels = when.part(LABELLED).text();
                return new Scope(
                        " in every namespace labelled " + labels, policy -> policy.inNamespacesLabelled(labels));
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
}
