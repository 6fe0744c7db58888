package dev.kubeuser.upgrade;

import dev.kubeuser.question.internal.KnownVerbs;
import dev.kubeuser.rbac.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts changes together: first the verbs of a subject, then the subjects with the same changes. */
final class ChangeGroups {

    static final Comparator<String> BY_VERB = Comparator.<String>comparingInt(
                    verb -> KnownVerbs.OF_REQUESTS.contains(verb) ? KnownVerbs.OF_REQUESTS.indexOf(verb) : 99)
            .thenComparing(verb -> verb);

    private record OfSubject(Subject subject, boolean isGained, String namespace, String target, String because) {}

    private record OfAll(boolean isGained, String namespace, String target, List<String> verbs, String because) {}

    private final Map<OfSubject, List<String>> verbs = new LinkedHashMap<>();

    void add(Subject subject, ComparedRequest asked, boolean isGained, String because) {
        verbs.computeIfAbsent(
                        new OfSubject(subject, isGained, asked.place(), asked.target(), because),
                        first -> new ArrayList<>())
                .add(asked.request().verb());
    }

    List<AccessChange> changes() {
        Map<OfAll, List<Subject>> subjects = new LinkedHashMap<>();
        verbs.forEach((change, found) -> subjects.computeIfAbsent(
                        new OfAll(
                                change.isGained(),
                                change.namespace(),
                                change.target(),
                                found.stream().sorted(BY_VERB).toList(),
                                change.because()),
                        first -> new ArrayList<>())
                .add(change.subject()));
        return subjects.entrySet().stream()
                .map(group -> change(group.getKey(), group.getValue()))
                .sorted()
                .toList();
    }

    private static AccessChange change(OfAll change, List<Subject> subjects) {
        return new AccessChange(
                change.isGained(),
                subjects.stream()
                        .sorted(Comparator.comparing(Subject::toString))
                        .toList(),
                change.namespace(),
                change.target(),
                change.verbs(),
                change.because());
    }
}
