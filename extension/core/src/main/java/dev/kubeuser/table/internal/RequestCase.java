package dev.kubeuser.table.internal;

import dev.kubeuser.question.AccessQuery;
import dev.kubeuser.rbac.BindingReference;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A case about single requests: each of its questions to each of its subjects is a line.
 *
 * @param whole the case
 */
record RequestCase(YamlPart whole) {

    private static final String BY = " by ";
    private static final String ALLOWED = AccessTableFile.ALLOW + BY;

    Stream<Line> lines() {
        List<String> subjects = whole.part(YamlPart.GIVEN).texts();
        CaseQuestion question = CaseQuestion.of(whole.part(AccessTableFile.WHEN), Set.of());
        YamlPart then = whole.part(YamlPart.THEN);
        String expected = then.text();
        boolean isDenied = expected.equals(AccessTableFile.DENY);
        if (!isDenied && !expected.equals(AccessTableFile.ALLOW) && !expected.startsWith(ALLOWED)) {
            throw then.malformed("write allow, deny, or \"allow by RoleBinding dev/developers\" to name the binding");
        }
        whole.requireFew(subjects.size() * question.size(), "lines");
        return subjects.stream().flatMap(subject -> question.each().map(each -> line(subject, each, expected)));
    }

    private Line line(String subject, CaseQuestion question, String expected) {
        boolean isAllowed = !expected.equals(AccessTableFile.DENY);
        String by = expected.startsWith(ALLOWED)
                ? BY + expected.substring(ALLOWED.length()).strip()
                : "";
        AccessQuery query = whole.checked(() -> question.query(whole::fillIn));
        Line.Words words = whole.words(
                subject,
                question.toString(),
                isAllowed ? AccessTableFile.ALLOW + by : AccessTableFile.DENY,
                subject + (isAllowed ? " can " : " cannot ") + question + by);
        BindingReference binding = by.isEmpty()
                ? null
                : whole.checked(() -> BindingReference.parse(whole.fillIn(by.substring(BY.length()))));
        return new Line.OfRequest(words, whole.fillIn(subject), query, isAllowed, binding);
    }
}
