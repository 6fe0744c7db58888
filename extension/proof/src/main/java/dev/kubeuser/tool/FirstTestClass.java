package dev.kubeuser.tool;

import dev.kubeuser.coverage.internal.JavaText;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.internal.KnownVerbs;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The first JUnit class of a policy.
 *
 * @param sources the files of the policy
 * @param drafts who may do what today, by subject
 */
record FirstTestClass(List<String> sources, List<SubjectDraft> drafts) {

    private static final String IMPORT = "import static dev.kubeuser.review.AccessQuery.";

    String text(List<String> notes) {
        Set<String> imports = new TreeSet<>();
        drafts.stream()
                .flatMap(draft -> draft.cases().stream())
                .flatMap(each -> each.verbs().stream())
                .forEach(verb -> imports.add(IMPORT + (KnownVerbs.OF_REQUESTS.contains(verb) ? verb : "verb") + ";\n"));
        return "import static dev.kubeuser.assertion.KubeAssertions.assertThat;\n"
                + String.join("", imports)
                + """

                import dev.kubeuser.KubeAdmin;
                import dev.kubeuser.KubeManifests;
                import dev.kubeuser.access.KubeAccess;
                import dev.kubeuser.review.ReviewedSubject;
                import org.junit.jupiter.api.Test;

                /**
                 * Who may do what today, the riskiest first, as kubeuser init found it. Review each assertion: keep what should be
                 * so, and change what should not, then the policy.
                """
                + notes.stream().map(note -> " * " + note + "\n").collect(Collectors.joining())
                + " */\n@KubeManifests(value = {"
                + sources.stream().map(JavaText::literal).collect(Collectors.joining(", "))
                + "}, createNamespaces = true)\nclass AccessTest {\n"
                + methods()
                + "}\n";
    }

    private String methods() {
        Map<String, Integer> used = new HashMap<>();
        return drafts.stream()
                .map(draft -> {
                    String name = methodName(draft.subject());
                    int number = used.merge(name, 1, Integer::sum);
                    return method(draft, number == 1 ? name : name + "_" + number);
                })
                .collect(Collectors.joining());
    }

    private static String methodName(Subject subject) {
        return DraftCase.name(subject).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }

    private static String method(SubjectDraft draft, String name) {
        return "\n    @Test\n    void " + name + "(@KubeAdmin KubeAccess admin) {\n"
                + "        ReviewedSubject subject = ReviewedSubject.of(admin.cluster(), "
                + JavaText.literal(DraftCase.name(draft.subject())) + ");\n"
                + draft.cases().stream().flatMap(FirstTestClass::statements).collect(Collectors.joining())
                + "    }\n";
    }

    private static Stream<String> statements(DraftCase each) {
        return Stream.concat(
                each.risk() == null
                        ? Stream.of()
                        : Stream.of("        // " + each.risk().id() + ": "
                                + each.risk().why() + "\n"),
                each.queries()
                        .map(query -> "        assertThat(subject)." + (each.isAllowed() ? "can(" : "cannot(")
                                + source(query) + ")"
                                + (each.by() == null
                                        ? ""
                                        : ".grantedBy("
                                                + JavaText.literal(each.by().toString()) + ")")
                                + ";\n"));
    }

    private static String source(AccessQuery query) {
        String what = JavaText.literal(query.path().isEmpty() ? query.resource() : query.path());
        return (KnownVerbs.OF_REQUESTS.contains(query.verb())
                        ? query.verb() + "(" + what + ")"
                        : "verb(" + JavaText.literal(query.verb()) + ", " + what + ")")
                + (query.name().isEmpty() ? "" : ".named(" + JavaText.literal(query.name()) + ")")
                + (query.isInAllNamespaces() ? ".inAllNamespaces()" : "")
                + query.namespace()
                        .map(namespace -> ".in(" + JavaText.literal(namespace) + ")")
                        .orElse("");
    }
}
