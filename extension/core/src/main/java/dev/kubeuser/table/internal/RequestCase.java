package dev.kubeuser.table.internal;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A case about single requests: each of its questions to each of its subjects is a line.
 *
 * @param place the file and line, for messages
 * @param subjects whom it is about
 * @param question what it asks
 * @param then allow, perhaps by a binding, or deny
 */
record RequestCase(String place, List<String> subjects, YamlQuestion question, String then) {

    private static final String BY = AccessTableFile.ALLOW + " by ";

    /** Far more than anyone reviews. */
    static final long MOST_LINES = 10_000;

    static RequestCase of(YamlPart whole) {
        RequestCase written = new RequestCase(
                whole.place(),
                whole.part(AccessTableFile.GIVEN).texts(),
                YamlQuestion.of(whole.part(AccessTableFile.WHEN), Set.of()),
                then(whole.part(AccessTableFile.THEN)));
        if (written.subjects.size() * written.question.size() > MOST_LINES) {
            throw whole.malformed("it stands for more than " + MOST_LINES + " lines: write fewer values");
        }
        return written;
    }

    private static String then(YamlPart part) {
        String then = part.text();
        if (!then.equals(AccessTableFile.ALLOW) && !then.equals(AccessTableFile.DENY) && !then.startsWith(BY)) {
            throw part.malformed("write allow, deny, or \"allow by RoleBinding dev/developers\" to name the binding");
        }
        return then;
    }

    Stream<WrittenLine> lines() {
        String by = then.startsWith(BY) ? then.substring(BY.length()).strip() : "";
        return subjects.stream()
                .flatMap(subject -> question.lines(place, subject, !then.equals(AccessTableFile.DENY), by));
    }
}
