package dev.kubeuser.report.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.kubeuser.coverage.internal.PermissionCoverage;
import dev.kubeuser.coverage.internal.RuleCoverage;
import dev.kubeuser.coverage.internal.SuggestedTests;
import dev.kubeuser.leastprivilege.internal.SmallestRoles;
import dev.kubeuser.record.internal.DecisionSource;
import dev.kubeuser.record.internal.Denial;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.run.TestCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The data of {@code report.html}, which its script draws. Rows are arrays; texts, lists of tests, and places are
 * numbers of a pool, or -1. It is not for programs: {@code report.json} is.
 *
 * <table>
 * <caption>The rows</caption>
 * <tr><td>texts</td><td>the text</td></tr>
 * <tr><td>lists</td><td>the numbers of tests</td></tr>
 * <tr><td>build</td><td>an object with project, module, commit, date, library, kubernetes, kind</td></tr>
 * <tr><td>kinds</td><td>name of one, name of several, style, whether it is to be done, help; no numbers</td></tr>
 * <tr><td>objects</td><td>title, file, first line, lines, marks (a digit for each line), notes (line from 0, text)</td></tr>
 * <tr><td>places</td><td>title, object</td></tr>
 * <tr><td>findings</td><td>rule by rule, the worst first: kind, place, text, line, suggestion, link, list, the parameters that declare what the suggestion
 * uses</td></tr>
 * <tr><td>paste</td><td>of each test method with suggestions: signature, statements</td></tr>
 * <tr><td>access</td><td>subject, verb, resource, namespace, outcome, how often asserted, requested, inferred</td></tr>
 * <tr><td>tests</td><td>name, decisions (access row, and 1 allowed + 2 inferred + 4 * source), covered (text, place)</td></tr>
 * <tr><td>needs</td><td>subject, lines, excess (binding, rule, whether needed in part, permissions), inferred</td></tr>
 * <tr><td>narrowed</td><td>file, note or empty, the signs of the lines (one each: @, blank, -, + or \\), lines without
 * them</td></tr>
 * <tr><td>denials</td><td>sentence, test or empty, lines of the message, rule as YAML</td></tr>
 * <tr><td>roles</td><td>title, standing, rules (verbs, resources, place, line, covered, total)</td></tr>
 * <tr><td>bindings</td><td>title, place, line, role, whether used, subjects (name, whether used)</td></tr>
 * <tr><td>paths</td><td>subject, start, steps (technique, certainty, actor, what is done, what it gives, link,
 *     permissions (request, binding, rule, place, line)), cuts</td></tr>
 * <tr><td>certificates</td><td>user, begin, steps (name, microseconds since the begin)</td></tr>
 * </table>
 */
final class PageData {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    static final List<FindingKind> KINDS =
            Stream.of(FindingKind.values()).filter(FindingKind::isOfPolicy).toList();
    private static final List<SourceLine.Mark> MARKS = List.of(SourceLine.Mark.values());
    private static final List<DecisionSource> SOURCES = List.of(DecisionSource.values());

    private final ReportPage page;
    private final ValuePool<String> texts = new ValuePool<>();
    private final ValuePool<List<Integer>> lists = new ValuePool<>();
    private final ValuePool<TestCase> tests = new ValuePool<>();
    private final ValuePool<Finding.Place> places = new ValuePool<>();

    PageData(ReportPage page) {
        this.page = page;
    }

    /** Returns JSON that may stand in a script element: without {@code <} nothing ends it. */
    String json() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("build", build());
        data.put("kinds", KINDS.stream().map(PageData::row).toList());
        data.put("marks", MARKS.stream().map(PageData::row).toList());
        data.put("sources", SOURCES.stream().map(PageData::name).toList());
        data.put("findings", page.findings().stream().map(this::row).toList());
        data.put("paste", paste());
        data.put("access", page.access().stream().map(this::row).toList());
        data.put("tests", testRows());
        data.put(
                "needs",
                page.analysis().leastPrivilege().needs().stream().map(this::row).toList());
        data.put("narrowed", page.narrowed().stream().map(this::row).toList());
        data.put("certificates", page.certificates().stream().map(this::row).toList());
        data.put(
                "denials",
                page.analysis().denialsByRule().stream().map(this::row).toList());
        AccessRows accessRows =
                new AccessRows(texts, places, page.analysis().runRecord().namespaces());
        GrantGraph graph = GrantGraph.of(page.analysis());
        data.put("roles", graph.roles().stream().map(accessRows::row).toList());
        data.put("bindings", accessRows.bindingRows(graph));
        data.put(
                "paths",
                page.analysis().escalations().stream().map(accessRows::row).toList());
        data.put("objects", page.sources().stream().map(this::row).toList());
        data.put("places", placeRows());
        data.put("lists", lists.values());
        data.put("texts", texts.values());
        return GSON.toJson(data).replace("<", "\\u003c");
    }

    /** Returns the facts by their names; what is unknown is an empty text. */
    private Map<String, Object> build() {
        BuildFacts build = page.build();
        return Map.of(
                "project", build.project(),
                "module", build.module(),
                "commit", build.commit() == null ? "" : build.commit(),
                "date", build.date(),
                "library", build.library() == null ? "" : build.library(),
                "kubernetes", build.kubernetes(),
                "kind", build.kind());
    }

    private List<Object> paste() {
        return SuggestedTests.of(
                        page.analysis().suggestions(),
                        page.analysis().runRecord().language())
                .methods()
                .stream()
                .map(method -> (Object) List.of(texts.number(method.signature()), texts.numbers(method.statements())))
                .toList();
    }

    private static List<Object> row(FindingKind kind) {
        return List.of(kind.counted(1).noun(), kind.counted(2).noun(), kind.style(), kind.isOpen(), kind.help());
    }

    private static List<Object> row(SourceLine.Mark mark) {
        return List.of(mark.sign(), mark.title(), mark.style());
    }

    private static String name(DecisionSource source) {
        return source.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private List<Object> row(Finding found) {
        return List.of(
                KINDS.indexOf(found.kind()),
                places.number(found.place()),
                texts.number(found.text()),
                found.line(),
                texts.number(
                        found.suggestion() == null ? null : found.suggestion().source()),
                texts.number(found.link()),
                found.tests().isEmpty() ? ValuePool.NONE : lists.number(tests.numbers(found.tests())),
                found.suggestion() == null
                        ? ValuePool.NONE
                        : texts.number(String.join(", ", found.suggestion().parameters())));
    }

    private List<Object> row(AccessEntry entry) {
        return List.of(
                texts.number(entry.subject()),
                texts.number(entry.verb()),
                texts.number(entry.resource()),
                texts.number(entry.namespace()),
                texts.number(entry.outcome()),
                entry.asserted(),
                entry.requested(),
                entry.inferred());
    }

    private List<Object> testRows() {
        Map<TestCase, Set<List<Integer>>> decisions = decisions();
        Map<TestCase, List<List<Integer>>> covered = covered();
        decisions.keySet().forEach(tests::number);
        covered.keySet().forEach(tests::number);
        return tests.values().stream()
                .map(test -> (Object) List.of(
                        texts.number(test.name()),
                        decisions.getOrDefault(test, Set.of()),
                        covered.getOrDefault(test, List.of())))
                .toList();
    }

    private Map<TestCase, Set<List<Integer>>> decisions() {
        Map<AccessEntry.Asked, Integer> rows = new HashMap<>();
        page.access().forEach(entry -> rows.put(entry.asked(), rows.size()));
        Map<TestCase, Set<List<Integer>>> decisions = new LinkedHashMap<>();
        page.decisions()
                .filter(recorded -> recorded.test() != null)
                .forEach(recorded -> decisions
                        .computeIfAbsent(Objects.requireNonNull(recorded.test()), test -> new LinkedHashSet<>())
                        .add(List.of(
                                Objects.requireNonNull(rows.get(AccessEntry.Asked.of(recorded))), flags(recorded))));
        return decisions;
    }

    private static int flags(RecordedDecision recorded) {
        return (recorded.allowed() ? 1 : 0) + (recorded.inferred() ? 2 : 0) + 4 * SOURCES.indexOf(recorded.source());
    }

    private Map<TestCase, List<List<Integer>>> covered() {
        Map<TestCase, List<List<Integer>>> covered = new LinkedHashMap<>();
        for (RuleCoverage rule : page.analysis().coverage().rules()) {
            int place = places.number(Finding.Place.of(rule.rule()));
            for (PermissionCoverage permission : rule.permissions()) {
                int text = texts.number(permission.permission().toString());
                permission
                        .tests()
                        .forEach(test -> covered.computeIfAbsent(test, first -> new ArrayList<>())
                                .add(List.of(text, place)));
            }
        }
        return covered;
    }

    private record Granted(String binding, String rule, boolean isNeededInPart) {
        static Granted of(SmallestRoles.Excess excess) {
            return new Granted(excess.binding().toString(), excess.rule().id().toString(), excess.isNeededInPart());
        }
    }

    private List<Object> row(SmallestRoles needs) {
        Map<Granted, List<Integer>> excess = needs.excess().stream()
                .collect(Collectors.groupingBy(
                        Granted::of,
                        LinkedHashMap::new,
                        Collectors.mapping(
                                each -> texts.number(each.permission().toString()), Collectors.toList())));
        return List.of(
                texts.number(needs.subject()),
                texts.numbers(needs.yaml().lines().toList()),
                excess.entrySet().stream()
                        .map(granted -> List.of(
                                texts.number(granted.getKey().binding()),
                                texts.number(granted.getKey().rule()),
                                granted.getKey().isNeededInPart(),
                                granted.getValue()))
                        .toList(),
                texts.numbers(needs.inferred().stream().map(Object::toString).toList()));
    }

    /** Most lines are those of the policy, so without their signs they are texts that the page has. */
    private List<Object> row(NarrowedFiles.Change change) {
        return List.of(
                texts.number(change.path()),
                texts.number(change.note()),
                change.lines().stream().map(line -> line.substring(0, 1)).collect(Collectors.joining()),
                texts.numbers(
                        change.lines().stream().map(line -> line.substring(1)).toList()));
    }

    private List<Object> row(Denial denial) {
        return List.of(
                texts.number(denial.sentence()),
                texts.number(denial.test() == null ? "" : denial.test().name()),
                texts.numbers(denial.lines().stream().skip(1).toList()),
                texts.number(String.join("\n", denial.remedy().yaml())));
    }

    private List<Object> row(TimelineEntry entry) {
        return List.of(
                texts.number(entry.timeline().user()),
                entry.begin().toString(),
                entry.timeline().steps().stream()
                        .map(step -> List.of(texts.number(TimelineEntry.name(step)), entry.micros(step)))
                        .toList());
    }

    private List<Object> row(SourceObject object) {
        List<List<Integer>> notes = new ArrayList<>();
        StringBuilder marks = new StringBuilder();
        for (SourceLine line : object.lines()) {
            if (!line.note().isEmpty()) {
                notes.add(List.of(marks.length(), texts.number(line.note())));
            }
            marks.append(MARKS.indexOf(line.mark()));
        }
        return List.of(
                texts.number(object.title()),
                texts.number(object.origin().document()),
                object.origin().line(),
                texts.numbers(object.lines().stream().map(SourceLine::text).toList()),
                marks.toString(),
                notes);
    }

    /** Returns the places last, when all are known. A place whose object is not in the policy has no source. */
    private List<Object> placeRows() {
        PolicyParts parts = PolicyParts.of(page.analysis());
        Map<Finding.Place, Integer> objects = new HashMap<>();
        page.sources().forEach(object -> objects.put(Finding.Place.ofBinding(object.origin()), objects.size()));
        return places.values().stream()
                .map(place -> (Object) List.of(
                        texts.number(
                                parts.at(place).map(PolicyParts.Part::title).orElse(place.file())),
                        objects.getOrDefault(place.ofObject(), ValuePool.NONE)))
                .toList();
    }
}
