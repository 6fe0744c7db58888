package dev.kubeuser.table.internal;

import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Goal;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A case about what subjects cannot become, or which role they cannot reach: each subject is a line.
 *
 * @param whole the case
 * @param title what the table calls it
 * @param placeholders the placeholders for names of namespaces
 */
record EscalationCase(YamlPart whole, String title, Map<String, String> placeholders) {

    private static final String BECOME = "become";
    private static final String REACH = "reach";
    private static final String ADMIN = "cluster-admin";

    static boolean isOne(YamlPart whole) {
        YamlPart when = whole.part(AccessYaml.WHEN);
        return when.has(BECOME) || when.has(REACH);
    }

    Stream<EscalationLine> lines() {
        YamlPart when = whole.part(AccessYaml.WHEN);
        String key = when.has(BECOME) ? BECOME : REACH;
        when.requireKeys(Set.of(key), Set.of());
        if (!whole.part(AccessYaml.THEN).isText(AccessYaml.DENY)) {
            throw whole.part(AccessYaml.THEN).malformed("what subjects " + key + " is searched to deny it: write deny");
        }
        YamlPart written = when.part(key);
        Goal goal = goal(key, written);
        String place = whole.place();
        String question = key + " " + written.text();
        return whole.part(AccessYaml.GIVEN).texts().stream()
                .map(subject -> new EscalationLine(
                        place,
                        new LineWords(title, subject, question, AccessYaml.DENY, subject + " cannot " + question),
                        WrittenLine.fillIn(place, subject, placeholders),
                        goal));
    }

    private Goal goal(String key, YamlPart written) {
        String text = WrittenLine.fillIn(written.place(), written.text(), placeholders);
        if (key.equals(BECOME) && text.equals(ADMIN)) {
            return new Goal.ClusterAdmin();
        }
        try {
            return key.equals(BECOME)
                    ? new Goal.Identity(Subject.parse(text))
                    : new Goal.Role(RoleReference.parse(text));
        } catch (IllegalArgumentException malformed) {
            throw written.malformed(String.valueOf(malformed.getMessage()));
        }
    }
}
