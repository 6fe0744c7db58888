package dev.kubeuser.table.internal;

import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Goal;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A case about what subjects cannot become, or which role they cannot reach: each subject is a line.
 *
 * @param whole the case
 */
record EscalationCase(YamlPart whole) {

    private static final String BECOME = "become";
    private static final String REACH = "reach";
    private static final String ADMIN = "cluster-admin";

    static boolean isAsked(YamlPart when) {
        return when.has(BECOME) || when.has(REACH);
    }

    Stream<Line> lines() {
        YamlPart when = whole.part(AccessTableFile.WHEN);
        String key = when.has(BECOME) ? BECOME : REACH;
        when.requireKeys(Set.of(key), Set.of());
        if (!whole.part(YamlPart.THEN).isText(AccessTableFile.DENY)) {
            throw whole.part(YamlPart.THEN).malformed("what subjects " + key + " is searched to deny it: write deny");
        }
        YamlPart written = when.part(key);
        String question = key + " " + written.text();
        Goal goal = goal(written, key.equals(BECOME));
        return whole.part(YamlPart.GIVEN).texts().stream()
                .map(subject -> new Line.OfGoal(
                        whole.words(subject, question, AccessTableFile.DENY, subject + " cannot " + question),
                        whole.fillIn(subject),
                        goal));
    }

    private static Goal goal(YamlPart written, boolean isIdentity) {
        String text = written.fillIn(written.text());
        if (isIdentity && text.equals(ADMIN)) {
            return new Goal.ClusterAdmin();
        }
        return written.checked(
                () -> isIdentity ? new Goal.Identity(Subject.parse(text)) : new Goal.Role(RoleReference.parse(text)));
    }
}
