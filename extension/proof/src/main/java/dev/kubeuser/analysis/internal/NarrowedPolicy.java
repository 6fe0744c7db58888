// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.analysis.internal.EditedText.UnifiedDiff;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the policy under test without what no recorded request needed. What no request can need stays: verbs
 * that others than the API server's handlers ask authorizers for.
 *
 * @param files the files, in the order in which they were first applied
 */
public record NarrowedPolicy(List<NarrowedFile> files) {

    public static NarrowedPolicy of(RunRecord runRecord, Iterable<NeededAccess> accesses) {
        Narrowing narrowing = new Narrowing(runRecord.namespaces());
        accesses.forEach(access -> access.forEach(narrowing::needed));
        runRecord.states().forEach(narrowing::keepUnknown);
        Map<WrittenText, Map<WrittenObject, PolicyObject>> byText = new LinkedHashMap<>();
        for (PolicyObject object : runRecord.writtenObjects()) {
            byText.computeIfAbsent(narrowing.text(object.source()), unused -> new LinkedHashMap<>())
                    .putIfAbsent(narrowing.written(object.origin()), object);
        }
        List<NarrowedFile> files = new ArrayList<>();
        byText.forEach((text, objects) -> files.add(narrowing.narrowed(text, objects)));
        return new NarrowedPolicy(files);
    }

    /** Returns the changes of files, for {@code patch -p1} and {@code git apply} in the root of the checkout. */
    public String diff() {
        Path root = ModuleDirectory.current().root();
        return files.stream()
                .filter(file -> file.rendering() == null)
                .flatMap(file -> file.diff(root, false).map(file::withNotes).stream())
                .collect(Collectors.joining());
    }

    /** Returns the changes in each file, for people to read, even where there can be no patch. */
    public List<Change> changes() {
        Path root = ModuleDirectory.current().root();
        return files.stream()
                .flatMap(file -> file
                        .diff(root, true)
                        .filter(diff -> !diff.isEmpty()
                                || !file.reason().isEmpty()
                                || !file.tooWide().isEmpty())
                        .map(diff -> file.change(root, diff))
                        .stream())
                .toList();
    }

    /** A file, however sources name it; or what was rendered of it. */
    private record WrittenText(Path file, @Nullable String rendering) {}

    /** An object of a file, which may be one of several templates that were rendered as one text. */
    private record WrittenObject(WrittenText place, int number) {}

    /**
     * The needed part of the rules and bindings under test. A file has placeholders for the namespaces of tests; what
     * was rendered has their names, and gets the placeholders back.
     */
    private static final class Narrowing {

        private static final int MAX_NAMESPACES = 5;

        private final OwnNamespaces own;
        private final Map<String, Path> paths = new HashMap<>();
        private final Map<WrittenRule, NeededRule> rules = new HashMap<>();
        /** The namespaces in which each was used; an empty name for the whole cluster. */
        private final Map<WrittenObject, Set<String>> bindings = new HashMap<>();

        private record WrittenRule(WrittenObject role, int index) {}

        Narrowing(OwnNamespaces own) {
            this.own = own;
        }

        WrittenText text(ManifestObject source) {
            return text(source.fileName(), source.origin().rendering());
        }

        WrittenObject written(Origin origin) {
            return new WrittenObject(text(origin.file(), origin.rendering()), origin.object());
        }

        private WrittenText text(String file, @Nullable String rendering) {
            return new WrittenText(
                    paths.computeIfAbsent(file, ModuleDirectory.current()::locate),
                    rendering == null ? null : own.written(rendering));
        }

        void needed(Grant grant, RequestAttributes request) {
            RbacRule rule = grant.rule();
            if (rule.origin() != null) {
                rules.computeIfAbsent(
                                new WrittenRule(
                                        written(rule.origin()), rule.id().index()),
                                unused -> new NeededRule())
                        .add(rule, request);
            }
            if (grant.binding().origin() != null) {
                String namespace = own.written(request.namespace());
                bindings.computeIfAbsent(written(grant.binding().origin()), unused -> new TreeSet<>())
                        .add(namespace.equals(request.namespace()) ? namespace : "");
            }
        }

        /** Keeps bindings of which no request can show what they are for, or whose role is not known. */
        void keepUnknown(PolicyState state) {
            RbacPolicy policy = state.policy();
            for (RbacBinding binding : policy.bindings()) {
                if (binding.origin() != null
                        && policy.role(binding.roleRef())
                                .map(role -> role.rules().stream()
                                        .anyMatch(rule -> !withoutTrace(rule).isEmpty()))
                                .orElse(true)) {
                    bindings.computeIfAbsent(written(binding.origin()), unused -> new TreeSet<>())
                            .add("");
                }
            }
        }

        private static List<RequestAttributes> withoutTrace(RbacRule rule) {
            return Permission.of(rule).stream()
                    .flatMap(permission -> permission.withoutTrace().stream())
                    .toList();
        }

        NarrowedFile narrowed(WrittenText place, Map<WrittenObject, PolicyObject> objects) {
            Set<Integer> numbers =
                    objects.keySet().stream().map(WrittenObject::number).collect(Collectors.toSet());
            Optional<ManifestText> written = ManifestObject.fileText(
                            objects.values().stream().map(PolicyObject::source).toList())
                    .flatMap(ManifestText::of);
            Optional<ManifestText> known = written.filter(text -> text.has(numbers));
            if (known.isEmpty()) {
                String elsewhere = written.isPresent()
                        ? "its roles and bindings are made from a ClusterServiceVersion"
                        : "the checkout has no such file with the same roles and bindings";
                return new NarrowedFile(
                        place.file,
                        place.rendering,
                        new EditedText("", List.of()),
                        new BitSet(),
                        place.rendering == null ? elsewhere : "another JVM rendered it",
                        0,
                        List.of());
            }
            ManifestText text = known.get();
            int shared = objects.entrySet().stream()
                    .mapToInt(object -> narrow(text, object.getKey(), object.getValue()))
                    .sum();
            return new NarrowedFile(
                    place.file,
                    place.rendering,
                    place.rendering == null ? text.edited() : text.edited().worded(own::written),
                    text.linesBeside(numbers),
                    "",
                    shared,
                    tooWide(objects));
        }

        /** A patch removes lines, and a binding in one namespace is another object. */
        private List<String> tooWide(Map<WrittenObject, PolicyObject> objects) {
            List<String> wide = new ArrayList<>();
            objects.forEach((written, object) -> {
                Set<String> used = bindings.getOrDefault(written, Set.of(""));
                if (object.source().kind().equals("ClusterRoleBinding") && !used.contains("")) {
                    wide.add("ClusterRoleBinding "
                            + Printable.text(object.source().name())
                            + " grants in every namespace, and was used in "
                            + Printable.text(Counted.first(MAX_NAMESPACES, List.copyOf(used), each -> each))
                            + " only. A patch cannot change its kind: write a RoleBinding there instead.");
                }
            });
            return wide;
        }

        /** Narrows an object. Returns how many of its lists stay as they are although less is needed. */
        private int narrow(ManifestText text, WrittenObject written, PolicyObject object) {
            JsonObject json = object.source().json();
            if (json.has("roleRef")) {
                boolean isIdle = !bindings.containsKey(written)
                        && !Json.list(json, "subjects").isEmpty();
                return isIdle && !text.keep(written.number, List.of("subjects"), new TreeMap<>()) ? 1 : 0;
            }
            // The rules of an aggregate are those of its parts.
            return json.has("aggregationRule") ? 0 : narrowRole(text, written, rules(object));
        }

        private static List<RbacRule> rules(PolicyObject object) {
            RbacPolicyBuilder alone = RbacPolicy.builder();
            RbacManifest.of(object.source(), "default").ifPresent(role -> alone.add(role, object.source()::origin));
            return alone.build().roles().stream()
                    .flatMap(role -> role.rules().stream())
                    .toList();
        }

        private int narrowRole(ManifestText text, WrittenObject written, List<RbacRule> own) {
            SortedMap<Integer, List<String>> kept = new TreeMap<>();
            int shared = 0;
            for (int index = 0; index < own.size(); index++) {
                RbacRule rule = own.get(index);
                WrittenRule place = new WrittenRule(written, index);
                withoutTrace(rule)
                        .forEach(request -> rules.computeIfAbsent(place, unused -> new NeededRule())
                                .add(rule, request));
                NeededRule needed = rules.get(place);
                if (needed != null) {
                    List<String> split = needed.split(rule);
                    kept.put(index, split);
                    shared += split.isEmpty() ? narrow(text, written.number, rule, needed) : 0;
                }
            }
            boolean isWhole =
                    kept.size() == own.size() && kept.values().stream().allMatch(List::isEmpty);
            boolean isDone = isWhole || text.keep(written.number, List.of("rules"), kept);
            return isDone ? shared : shared + 1;
        }

        private static int narrow(ManifestText text, int object, RbacRule rule, NeededRule needed) {
            int shared = 0;
            for (RuleList list : RuleList.values()) {
                List<String> values = list.values(rule);
                SortedMap<Integer, List<String>> kept = needed.kept(list, values);
                boolean isWhole = kept.isEmpty()
                        || (kept.size() == values.size()
                                && kept.values().stream().allMatch(List::isEmpty));
                List<Object> path = List.of("rules", rule.id().index(), list.key());
                shared += isWhole || text.keep(object, path, kept) ? 0 : 1;
            }
            return shared;
        }
    }

    /** The entries of a rule that requests used, by index; for a {@code *}, the values that it matched. */
    private static final class NeededRule {

        private final Map<RuleList, SortedMap<Integer, SortedSet<String>>> needed = new EnumMap<>(RuleList.class);
        private final Set<Permission> used = new HashSet<>();

        /** Adds a request that the rule allows. */
        void add(RbacRule rule, RequestAttributes request) {
            Permission permission = Permission.of(request);
            used.add(rule.resourceNames().isEmpty() ? permission.forAnyName() : permission);
            for (RuleList list : RuleList.values()) {
                int index = list.index(rule, request);
                String asked = list.needed(request);
                if (index >= 0 && asked != null) {
                    SortedSet<String> values = needed.computeIfAbsent(list, unused -> new TreeMap<>())
                            .computeIfAbsent(index, unused -> new TreeSet<>());
                    values.add(asked);
                }
            }
        }

        /**
         * Returns the rules that take the place of one, if what takes the place of its {@code *} would else make
         * permissions that nobody used, such as every verb on every resource; else an empty list.
         */
        List<String> split(RbacRule rule) {
            boolean isWild = false;
            int product = 1;
            for (RuleList list : RuleList.values()) {
                List<String> written = list.values(rule);
                SortedMap<Integer, SortedSet<String>> values = needed.getOrDefault(list, new TreeMap<>());
                isWild |= values.keySet().stream().anyMatch(index -> list.isWildcard(written.get(index)));
                product *=
                        Math.max(1, values.values().stream().mapToInt(Set::size).sum());
            }
            return isWild && rule.nonResourceUrls().isEmpty() && product > used.size()
                    ? SmallestRoles.rules(used).stream()
                            .map(NeededRule::inBraces)
                            .toList()
                    : List.of();
        }

        /** Both YAML and JSON have this form. */
        private static String inBraces(SortedMap<String, Set<String>> rule) {
            return rule.entrySet().stream()
                    .map(list -> "\"" + list.getKey() + "\": ["
                            + list.getValue().stream()
                                    .map(value -> "\"" + value + "\"")
                                    .collect(Collectors.joining(", "))
                            + "]")
                    .collect(Collectors.joining(", ", "{", "}"));
        }

        /**
         * Returns the values of a list that are needed, by their index; for a {@code *} in place of a verb, API group
         * or resource what takes its place.
         */
        SortedMap<Integer, List<String>> kept(RuleList list, List<String> written) {
            SortedMap<Integer, List<String>> kept = new TreeMap<>();
            needed.getOrDefault(list, new TreeMap<>()).forEach((index, values) -> {
                boolean isReplaced = list.isWildcard(written.get(index)) && !values.contains(written.get(index));
                kept.put(index, isReplaced ? new ArrayList<>(values) : List.of());
            });
            return kept;
        }
    }

    /**
     * A file of the policy under test without what no recorded request needed.
     *
     * @param path the absolute path of the file, or of the chart or kustomization that was rendered; need not exist
     * @param rendering what rendered it, for example {@code helm release operator}; null for a file as written
     * @param text its text before and after
     * @param others the indexes of the earlier lines with other objects than roles and bindings, which must stay hidden
     * @param reason why its text is not known, as a clause; else empty
     * @param shared how many of its lists stay as they are although less is needed, because an anchor shares them
     * @param tooWide its bindings that grant in more namespaces than was used, as sentences
     */
    public record NarrowedFile(
            Path path,
            @Nullable String rendering,
            EditedText text,
            BitSet others,
            String reason,
            int shared,
            List<String> tooWide) {

        /** Returns its path from the root; of a file outside of the checkout, from the root of the file system. */
        private String below(Path root) {
            Path from = path.startsWith(root) ? root : path.getRoot();
            String below = from.relativize(path).toString().replace('\\', '/');
            return rendering == null ? below : below + " (" + Printable.text(rendering) + ")";
        }

        /**
         * Returns empty if the changes cannot be described without other objects; programs need more context than
         * people.
         */
        private Optional<String> diff(Path root, boolean isForPeople) {
            return UnifiedDiff.of(below(root), text, others, isForPeople);
        }

        /** Programs that apply patches skip what is before them. Notes alone are no patch. */
        private String withNotes(String diff) {
            Stream<String> notes = diff.isEmpty() ? Stream.of() : tooWide.stream();
            return notes.map(sentence -> "# " + sentence + "\n").collect(Collectors.joining()) + diff;
        }

        private Change change(Path root, String diff) {
            return new Change(
                    below(root), diff.lines().skip(2).map(Change.Line::of).toList(), note(root));
        }

        private String note(Path root) {
            if (!reason.isEmpty()) {
                return "It has no patch, for " + reason + ".";
            }
            String patch = diff(root, false).isPresent()
                    ? ""
                    : "It has no patch, for other objects stand directly behind its changes.";
            String kept = shared == 0 ? "" : " " + Counted.of(shared, "list") + " that anchors share stay as they are.";
            String wide = tooWide.stream().map(sentence -> " " + sentence).collect(Collectors.joining());
            return ((rendering == null ? patch : "It was rendered: the changes belong in its templates.") + kept + wide)
                    .strip();
        }
    }

    /**
     * The changes of a file.
     *
     * @param path its path from the root of the checkout
     * @param lines the lines of its changes, each hunk below its range
     * @param note what to know before the patch is applied, as a sentence; or empty
     */
    public record Change(String path, List<Line> lines, String note) {

        /** A line of the file or the range of a hunk, and the sign before it. */
        public record Line(String sign, String text) {
            private static Line of(String line) {
                return new Line(line.substring(0, 1), line.substring(1));
            }
        }
    }

    /** The lists of a rule. */
    private enum RuleList {
        VERBS("verbs"),
        API_GROUPS("apiGroups"),
        RESOURCES("resources"),
        RESOURCE_NAMES("resourceNames"),
        URLS("nonResourceURLs");

        private static final String ALL = "*";

        private final String key;

        RuleList(String key) {
            this.key = key;
        }

        /** Returns the key in a manifest. */
        String key() {
            return key;
        }

        List<String> values(RbacRule rule) {
            return switch (this) {
                case VERBS -> rule.verbs();
                case API_GROUPS -> rule.apiGroups();
                case RESOURCES -> rule.resources();
                case RESOURCE_NAMES -> rule.resourceNames();
                case URLS -> rule.nonResourceUrls();
            };
        }

        /**
         * Whether a value stands for other values, all of which can be written instead. The set of URLs is open-ended.
         */
        boolean isWildcard(String value) {
            return switch (this) {
                case VERBS, API_GROUPS -> value.equals(ALL);
                case RESOURCES -> value.equals(ALL) || value.startsWith(ALL + "/");
                case RESOURCE_NAMES, URLS -> false;
            };
        }

        /** Returns what a request needs in this list, or null if it needs nothing there. */
        @Nullable
        String needed(RequestAttributes request) {
            Permission needed = Permission.of(request);
            boolean isUrl = request instanceof NonResourceAttributes;
            return switch (this) {
                case VERBS -> needed.verb();
                case API_GROUPS -> isUrl ? null : needed.apiGroup();
                case RESOURCES -> isUrl ? null : needed.resource();
                case RESOURCE_NAMES -> isUrl ? null : needed.resourceName();
                case URLS -> isUrl ? needed.nonResourceUrl() : null;
            };
        }

        /** Returns the index of the value that allows what is needed, the narrowest first; or -1. */
        int index(RbacRule rule, RequestAttributes request) {
            List<String> written = values(rule);
            String needed = needed(request);
            int exact = needed == null ? -1 : written.indexOf(needed);
            if (needed == null || exact >= 0) {
                return exact;
            }
            return switch (this) {
                case VERBS, API_GROUPS -> written.indexOf(ALL);
                case RESOURCES -> anyResource(written, (ResourceAttributes) request);
                case RESOURCE_NAMES -> -1;
                case URLS -> longestPrefix(written, (NonResourceAttributes) request);
            };
        }

        private static int anyResource(List<String> written, ResourceAttributes request) {
            int ofSubresource =
                    request.subresource().isEmpty() ? -1 : written.indexOf(ALL + "/" + request.subresource());
            return ofSubresource >= 0 ? ofSubresource : written.indexOf(ALL);
        }

        private static int longestPrefix(List<String> written, NonResourceAttributes request) {
            int longest = -1;
            for (int index = 0; index < written.size(); index++) {
                String url = written.get(index);
                if (request.isMatchedBy(url)
                        && (longest < 0 || url.length() > written.get(longest).length())) {
                    longest = index;
                }
            }
            return longest;
        }
    }
}
