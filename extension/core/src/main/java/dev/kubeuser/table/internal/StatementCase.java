package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.EffectivePolicyAssert;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A case about all requests of everybody: one line, which is an assertion on the policy in force. It decides nothing
 * itself.
 *
 * @param whole the case
 * @param title what the table calls it
 * @param placeholders the placeholders for names of namespaces
 */
record StatementCase(YamlPart whole, String title, Map<String, String> placeholders) {

    private static final String EVERYBODY = "everybody";
    private static final String EVERYBODY_BUT = "everybody but";

    static boolean isOne(YamlPart whole) {
        YamlPart given = whole.part(AccessTableFile.GIVEN);
        return given.isText(EVERYBODY) || !given.keys().isEmpty();
    }

    StatementLine line() {
        YamlPart given = whole.part(AccessTableFile.GIVEN);
        String then = whole.part(AccessTableFile.THEN).text();
        if (given.keys().isEmpty()) {
            return then.equals(AccessTableFile.ALLOW)
                    ? asked(EVERYBODY, then, "everybody can", that -> that.everyone()::can)
                    : denied(EVERYBODY, then);
        }
        if (!given.keys().equals(Set.of(EVERYBODY_BUT))) {
            throw given.malformed(
                    "write subjects, everybody, or \"everybody but\" with a list; it has " + given.keys());
        }
        YamlPart list = given.part(EVERYBODY_BUT);
        return denied(EVERYBODY_BUT + " " + String.join(", ", list.texts()), then, subjects(list));
    }

    private StatementLine denied(String who, String then, Subject... but) {
        if (!then.equals(AccessTableFile.DENY)) {
            throw whole.part(AccessTableFile.THEN)
                    .malformed("with this given, it is " + AccessTableFile.DENY + "; it is \"" + then + "\"");
        }
        return asked(
                who,
                then,
                who.replaceFirst("^everybody", "nobody") + " can",
                that -> (but.length == 0 ? that.nobody() : that.nobodyBut(but))::can);
    }

    /** The end of an assertion. */
    private interface Asked {

        EffectivePolicyAssert of(AccessQuery... queries);
    }

    private StatementLine asked(
            String who, String then, String begin, Function<EffectivePolicyAssert, Asked> assertion) {
        YamlPart when = whole.part(AccessTableFile.WHEN);
        YamlScope scope = YamlScope.of(when, placeholders);
        YamlQuestion question = question(when);
        AccessQuery[] queries = queries(question);
        String what = question + scope.words();
        return line(
                who,
                what,
                then,
                begin + " " + what,
                (that, policy) -> assertion.apply(scope.on(that)).of(queries));
    }

    private static YamlQuestion question(YamlPart when) {
        YamlQuestion question = YamlQuestion.of(when, YamlScope.KEYS);
        if (question.size() > RequestCase.MOST_LINES) {
            throw when.malformed(
                    "it stands for more than " + RequestCase.MOST_LINES + " questions: write fewer values");
        }
        return question;
    }

    private AccessQuery[] queries(YamlQuestion question) {
        try {
            return question.queries(whole.place(), placeholders);
        } catch (AccessQueryException malformed) {
            throw new ConfigurationException(whole.place() + ": " + malformed.getMessage(), malformed);
        }
    }

    private Subject[] subjects(YamlPart list) {
        return list.texts().stream()
                .map(this::fillIn)
                .map(name -> Subject.find(name)
                        .orElseThrow(() -> list.malformed("\"" + name
                                + "\" names no subject of a policy: write user:NAME, group:NAME or"
                                + " serviceaccount:NAMESPACE/NAME")))
                .toArray(Subject[]::new);
    }

    private String fillIn(String written) {
        return WrittenLine.fillIn(whole.place(), written, placeholders);
    }

    private StatementLine line(String who, String what, String then, String sentence, StatementLine.Claim claim) {
        return new StatementLine(whole.place(), new LineWords(title, who, what, then, sentence), claim);
    }
}
