package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A table in YAML: a list of cases, each of which says what is given, when it is asked, and what the answer is then. A case
 * with several values stands for a line for each combination of them.
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
    private static final String REACH = "reach";
    private static final String ADMIN = "cluster-admin";

    /**
     * What a case asks about each of its subjects.
     *
     * @param words the question
     * @param by what gives the answer, in words after the question; empty for anything
     */
    record Ask(String words, String by, Consumer<AbstractAccessAssert<?, ?>> assertion) {}

    /**
     * What a case expects.
     *
     * @param form the answer, which ends in {@link #BY} if it says what gives it
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
     * @throws dev.kubeuser.error.ConfigurationException if a case is malformed
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
        if (when.has(BECOME) || when.has(REACH)) {
            Ask search = escalation(when, then);
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
        whole.requireFew(subjects.size() * asked, "lines");
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

    private static Ask escalation(YamlPart when, YamlPart then) {
        String key = when.has(BECOME) ? BECOME : REACH;
        when.requireKeys(Set.of(key), Set.of());
        if (!then.isText(DENY)) {
            throw then.malformed("what subjects " + key + " is searched to deny it: write deny");
        }
        YamlPart written = when.part(key);
        String name = written.fillIn(written.text());
        return new Ask(key + " " + written.text(), "", written.checked(() -> search(key, name)));
    }

    private static Consumer<AbstractAccessAssert<?, ?>> search(String key, String name) {
        if (key.equals(REACH)) {
            RoleReference role = RoleReference.parse(name);
            return who -> who.cannotReach(role);
        }
        if (name.equals(ADMIN)) {
            return AbstractAccessAssert::cannotBecomeClusterAdmin;
        }
        Subject other = Subject.parse(name);
        return who -> who.cannotBecome(other);
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
}
