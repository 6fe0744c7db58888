// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.lint.internal.PolicyFindings.PolicyFinding;
import dev.kubeuser.lint.internal.PolicyFindings.PolicyFinding.Kind;
import dev.kubeuser.query.internal.AskedResources;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds what is wrong with rules. Equal ones, as of a thousand namespaces, are looked up once. */
public final class RuleProblems {

    /** The verbs of plain paths, the harmless one first. */
    public static final List<String> HTTP_METHODS = List.of("get", "head", "post", "put", "patch", "delete", "options");

    private static final Discovery OF_KUBERNETES = Discovery.ofKubernetes();

    /** Authorizers of old versions were asked for it. */
    private static final String REMOVED = "podsecuritypolicies";

    private static final Set<String> STREAMS = Set.of("pods/exec", "pods/attach", "pods/portforward");

    /** What has objects, or stands for some, whose names may be any text. */
    private static final Set<String> NAMED_FREELY = Set.of(
            "users", "groups", "uids", "signers", "roles", "clusterroles", "rolebindings", "clusterrolebindings");

    private static final Pattern SEVERAL = Pattern.compile("[,\\s]+");

    private final AskedResources resources;
    private final QueryCheck questions;
    private final List<RbacRule> ofAdmission;
    private final Map<List<List<String>>, Map<String, Kind>> known = new HashMap<>();

    /**
     * Finds what is wrong where admission policies ask authorizers, too.
     *
     * @param resources what an API server has, or Kubernetes and the definitions in files
     * @param ofAdmission what they ask
     */
    public RuleProblems(AskedResources resources, List<RbacRule> ofAdmission) {
        this.resources = resources;
        this.questions = resources.questions();
        this.ofAdmission = ofAdmission;
    }

    /** Returns what is wrong with a rule. */
    public List<PolicyFinding> of(RbacRule rule) {
        return findings(
                rule,
                known.computeIfAbsent(
                        List.of(
                                rule.verbs(),
                                rule.apiGroups(),
                                rule.resources(),
                                rule.resourceNames(),
                                rule.nonResourceUrls()),
                        unused -> rule.resources().isEmpty() ? ofUrls(rule) : ofResources(rule, false)));
    }

    /**
     * Returns what in the rules of files has no effect. What only a cluster knows is left out: API groups of which the
     * files define nothing, unless they are misspelt.
     *
     * @param written the roles and bindings of the files
     */
    public List<PolicyFinding> ofFiles(RbacPolicy written) {
        return written.roles().stream()
                .flatMap(role -> role.rules().stream()
                        .filter(rule -> rule.id().role().equals(role.id()) && rule.origin() != null)
                        .flatMap(rule -> inFile(rule, role).stream()))
                .toList();
    }

    private List<PolicyFinding> inFile(RbacRule rule, RbacRole role) {
        List<String> known = rule.apiGroups().stream().filter(this::isKnown).toList();
        Map<String, Kind> problems = new LinkedHashMap<>();
        rule.apiGroups().stream()
                .filter(group -> !isKnown(group))
                .flatMap(group -> GroupMistake.in(group, rule.resources(), questions).stream())
                .forEach(problem -> problems.put(problem, Kind.UNKNOWN));
        if (rule.resources().isEmpty()) {
            problems.putAll(ofUrls(rule));
        } else if (!known.isEmpty()) {
            RbacRule ofKnown = rule.withApiGroups(known);
            problems.putAll(ofResources(ofKnown, true));
            problems.putAll(withoutNamespace(ofKnown));
            problems.putAll(namedCreate(ofKnown, role));
            problems.putAll(getOfStream(ofKnown, role));
        } else if (rule.apiGroups().isEmpty()) {
            problems.putAll(ofResources(rule, true));
        }
        return findings(rule, problems);
    }

    private boolean isKnown(String group) {
        return group.equals("*") || questions.unknownGroup(group).isEmpty();
    }

    /** {@return the API groups of files that others may define, in the cluster: nothing is known of them here} */
    public Set<String> groupsOfOthers(RbacPolicy written) {
        Set<String> groups = new TreeSet<>();
        written.roles().stream()
                .flatMap(role -> role.rules().stream())
                .flatMap(rule -> rule.apiGroups().stream())
                .filter(group -> !isKnown(group)
                        && GroupMistake.in(group, List.of(), questions).isEmpty())
                .forEach(groups::add);
        return groups;
    }

    /**
     * Returns what in the rules of files allows less than it seems to: a request to list or watch names an object only
     * if it selects by {@code metadata.name}.
     *
     * @param written the roles and bindings of the files
     */
    public List<PolicyFinding> limited(RbacPolicy written) {
        return written.roles().stream()
                .flatMap(role -> role.rules().stream()
                        .filter(rule -> rule.id().role().equals(role.id()) && rule.origin() != null)
                        .flatMap(rule -> findings(rule, namedList(rule, role)).stream()))
                .toList();
    }

    private static Map<String, Kind> namedList(RbacRule rule, RbacRole role) {
        Map<String, Kind> problems = new LinkedHashMap<>();
        if (rule.resourceNames().isEmpty() || rule.resourceNames().contains("")) {
            return problems;
        }
        for (String resource : rule.resources()) {
            List<String> limited = Stream.of("list", "watch")
                    .filter(rule.verbs()::contains)
                    .filter(verb -> !role.rules().stream()
                            .map(RbacRule::requests)
                            .reduce(RequestSet.none(), RequestSet::union)
                            .containsAll(RequestSet.ofResources(
                                    List.of(verb), rule.apiGroups(), List.of(resource), List.of())))
                    .toList();
            if (!limited.isEmpty()) {
                problems.put(
                        "With resourceNames, a request to " + String.join(" or ", limited) + " " + resource
                                + " is allowed only if it selects one by --field-selector metadata.name=NAME; a plain"
                                + " kubectl get " + resource + " is refused",
                        Kind.NEVER_ASKED);
            }
        }
        return problems;
    }

    /** A GET of a stream, as clients by WebSocket send it, asks for create, too. */
    private Map<String, Kind> getOfStream(RbacRule rule, RbacRole role) {
        Map<String, Kind> problems = new LinkedHashMap<>();
        if (!questions.features().contains(ServerFeature.CREATE_FOR_STREAMS)
                || !rule.verbs().contains("get")
                || !rule.apiGroups().contains("")) {
            return problems;
        }
        for (String resource : rule.resources()) {
            boolean isCreated = role.rules().stream()
                    .anyMatch(each -> each.verbs().contains("*")
                            || (each.verbs().contains("create")
                                    && each.resources().contains(resource)));
            if (STREAMS.contains(resource) && !isCreated) {
                problems.put(
                        "From Kubernetes " + ServerFeature.CREATE_FOR_STREAMS.since() + " on, a GET of " + resource
                                + " also needs create, which the role does not allow: add create",
                        Kind.NEVER_ASKED);
            }
        }
        return problems;
    }

    private static List<PolicyFinding> findings(RbacRule rule, Map<String, Kind> problems) {
        List<PolicyFinding> findings = new ArrayList<>();
        problems.forEach((problem, kind) -> findings.add(new PolicyFinding(
                kind,
                rule.id().toString(),
                OptionalInt.of(rule.id().index()),
                Objects.requireNonNull(rule.origin()),
                problem)));
        return findings;
    }

    /** A Role is about one namespace. The Namespace itself is in it. */
    private Map<String, Kind> withoutNamespace(RbacRule rule) {
        Map<String, Kind> problems = new LinkedHashMap<>();
        if (rule.id().role().isClusterWide()) {
            return problems;
        }
        for (String resource : rule.resources()) {
            List<ServedResource> usages = rule.apiGroups().stream()
                    .flatMap(group -> questions.usages(ResourceName.of(group, resource)).stream())
                    .toList();
            boolean isNowhere = !usages.isEmpty() && usages.stream().noneMatch(ServedResource::isNamespaced);
            if (isNowhere && !resource.split("/", 2)[0].equals("namespaces")) {
                problems.put(
                        "A Role gives nothing on " + resource
                                + ", which are in no namespace: write it in a ClusterRole, and bind that by a"
                                + " ClusterRoleBinding",
                        Kind.NEVER_ASKED);
            }
        }
        return problems;
    }

    /** A request to create names the object only if it is an apply or a PUT, which changes the object, too. */
    private static Map<String, Kind> namedCreate(RbacRule rule, RbacRole role) {
        Map<String, Kind> problems = new LinkedHashMap<>();
        if (rule.isForNameless() || !rule.verbs().contains("create")) {
            return problems;
        }
        for (String resource : rule.resources()) {
            boolean isWritten = rule.apiGroups().stream()
                    .flatMap(group -> rule.resourceNames().stream()
                            .flatMap(name -> Stream.of("patch", "update")
                                    .map(verb -> RequestSet.ofResources(
                                            List.of(verb), List.of(group), List.of(resource), List.of(name)))))
                    .anyMatch(write -> role.rules().stream()
                            .anyMatch(each -> each.requests().containsAll(write)));
            if (!isWritten) {
                problems.put(
                        "No request to create " + resource
                                + " names the object, but an apply or a PUT, which the role"
                                + " does not allow: add patch or update, or leave out resourceNames",
                        Kind.NEVER_ASKED);
            }
        }
        return problems;
    }

    private static Map<String, Kind> ofUrls(RbacRule rule) {
        Map<String, Kind> problems = new LinkedHashMap<>();
        rule.verbs().stream()
                .filter(verb -> !verb.equals("*") && !HTTP_METHODS.contains(verb))
                .forEach(verb -> problems.put(
                        "There is no verb \"" + verb + "\" of URLs, only " + String.join(", ", HTTP_METHODS),
                        Kind.UNKNOWN));
        for (String url : rule.nonResourceUrls()) {
            if (!url.startsWith("/") && !url.equals("*")) {
                problems.put(
                        "No request has the path \"" + url + "\": a path begins with a slash, as in \"/" + url + "\"",
                        Kind.UNKNOWN);
            } else if (url.replaceFirst("\\*+$", "").contains("*")) {
                problems.put(
                        "No request has the path \"" + url + "\": a star stands for anything only at the end, as in \""
                                + url.substring(0, url.indexOf('*') + 1) + "\"",
                        Kind.UNKNOWN);
            }
        }
        return problems;
    }

    /** A name is compared as it is. */
    private static Map<String, Kind> namesWithStar(RbacRule rule) {
        Map<String, Kind> problems = new LinkedHashMap<>();
        boolean isNamedFreely = rule.resources().stream()
                .anyMatch(resource ->
                        NAMED_FREELY.contains(resource) || resource.startsWith("userextras") || resource.contains("*"));
        if (!isNamedFreely) {
            rule.resourceNames().stream()
                    .filter(name -> name.contains("*"))
                    .forEach(name -> problems.put(
                            "No object is named \"" + name
                                    + "\": names have no wildcards. Write each name, or leave out"
                                    + " resourceNames to mean all",
                            Kind.UNKNOWN));
        }
        return problems;
    }

    /** What stands in one text though the items of a list are meant. */
    private static Optional<String> severalInOne(String what, String written) {
        String[] words = SEVERAL.split(written.trim());
        return words.length < 2
                ? Optional.empty()
                : Optional.of("\"" + written + "\" is one " + what + ": write " + words.length + ", [\""
                        + String.join("\", \"", words) + "\"]");
    }

    /**
     * With several API groups and resources, each group may have only some of the resources. A cluster says all that it
     * serves; files do not say what others define.
     */
    private Map<String, Kind> ofResources(RbacRule rule, boolean isOfFiles) {
        Map<String, Kind> problems = new LinkedHashMap<>();
        List<String> verbs = new ArrayList<>();
        for (String verb : rule.verbs()) {
            Optional<String> problem = questions
                    .unknownVerb(verb)
                    .map(unknown -> severalInOne("verb", verb).orElse(unknown));
            if (problem.isEmpty()) {
                verbs.add(verb);
            } else if (rule.resources().stream()
                    .noneMatch(resource -> isAskedElsewhere(verb, rule.apiGroups(), resource))) {
                problems.put(problem.get(), Kind.UNKNOWN);
            }
        }
        Set<String> groups = new LinkedHashSet<>(rule.apiGroups());
        if (groups.isEmpty()) {
            problems.put("The rule names no API group, so it allows nothing", Kind.UNKNOWN);
            return problems;
        }
        Set<String> asked = groups.contains("*") ? resources.groups() : groups;
        Set<String> idle = new LinkedHashSet<>(groups);
        for (String resource : rule.resources()) {
            if (isOfFiles && resource.equals(REMOVED) && groups.contains("policy")) {
                problems.put(
                        "No supported version of Kubernetes has " + REMOVED
                                + ": leave it out; labels of Namespaces for Pod Security took its place",
                        Kind.UNKNOWN);
                idle.removeAll(groups);
                continue;
            }
            if (resource.contains("*")) {
                ofWildcard(resource, verbs, rule.apiGroups(), problems);
                groups.stream()
                        .filter(group -> questions.unknownGroup(group).isEmpty())
                        .forEach(idle::remove);
                continue;
            }
            List<String> having = asked.stream()
                    .filter(group ->
                            !questions.usages(ResourceName.of(group, resource)).isEmpty())
                    .toList();
            if (having.isEmpty()
                    && rule.verbs().stream().allMatch(verb -> isAskedElsewhere(verb, rule.apiGroups(), resource))) {
                idle.removeAll(groups);
            } else if (having.isEmpty() && isOfFiles && isOfOthers(resource, groups)) {
                groups.forEach(idle::remove);
            } else if (having.isEmpty()) {
                problems.put(unknown(resource, rule.apiGroups(), rule.verbs()), Kind.UNKNOWN);
            } else {
                having.forEach(idle::remove);
                ofVerbs(resource, verbs, having, problems);
            }
        }
        idle.remove("*");
        if (idle.size() < groups.size()) {
            idle.forEach(group -> problems.put(
                    "The API server has none of the resources of this rule in the API group \"" + group + "\"",
                    Kind.UNKNOWN));
        }
        problems.putAll(namesWithStar(rule));
        if (!rule.isForNameless() && verbs.contains("deletecollection")) {
            problems.put(
                    "A request to deletecollection names no object to the authorizer, so no rule with resourceNames"
                            + " allows it",
                    Kind.NEVER_ASKED);
        }
        return problems;
    }

    /** Whether a verb is on any text, or an admission policy asks for it on a resource in one of the API groups. */
    private boolean isAskedElsewhere(String verb, Collection<String> groups, String resource) {
        return KnownVerbs.isOfAnyText(verb, groups)
                || ofAdmission.stream()
                        .anyMatch(asked -> hasPart(asked.verbs(), verb)
                                && hasPart(asked.resources(), resource)
                                && groups.stream().anyMatch(group -> hasPart(asked.apiGroups(), group)));
    }

    private static boolean hasPart(List<String> asked, String written) {
        return written.contains("*") || asked.contains("*") || asked.contains(written);
    }

    /** The files need not have all that others define in an API group, but some of it may be misspelt. */
    private boolean isOfOthers(String resource, Set<String> groups) {
        return groups.stream()
                .anyMatch(group -> QueryCheck.mayBeOfOthers(group)
                        && !OF_KUBERNETES.hasGroup(group)
                        && questions
                                .misspelling(ResourceName.of(group, resource), OF_KUBERNETES::hasGroup)
                                .isEmpty());
    }

    private String unknown(String resource, List<String> groups, List<String> verbs) {
        Optional<String> several = severalInOne("resource", resource);
        if (several.isPresent()) {
            return several.get();
        }
        String group = groups.get(0).equals("*") ? "" : groups.get(0);
        return questions
                .problem(ResourceName.of(group, resource), verbs)
                .orElse("The API server has no resource \"" + resource + "\" in the rule's API groups");
    }

    private List<String> neverAsked(String resource, List<String> verbs, List<String> groups) {
        return verbs.stream()
                .filter(verb -> groups.stream().noneMatch(group -> resources.isAsked(verb, group, resource)))
                .filter(verb -> !isAskedElsewhere(verb, groups, resource))
                .toList();
    }

    private void ofVerbs(String resource, List<String> verbs, List<String> groups, Map<String, Kind> problems) {
        List<String> missing = neverAsked(resource, verbs, groups);
        if (!missing.isEmpty()) {
            questions
                    .problem(ResourceName.of(groups.get(0), resource), missing)
                    .ifPresent(problem -> problems.put(problem, Kind.NEVER_ASKED));
        }
    }

    private void ofWildcard(String resource, List<String> verbs, List<String> groups, Map<String, Kind> problems) {
        List<String> missing = neverAsked(resource, verbs, groups);
        List<String> unknown = groups.stream()
                .filter(group -> !group.equals("*"))
                .flatMap(group -> questions.unknownGroup(group).stream())
                .toList();
        if (unknown.size() == groups.size()) {
            unknown.forEach(problem -> problems.put(problem, Kind.UNKNOWN));
        } else if (!missing.isEmpty()) {
            problems.put(
                    "The API server never asks for \"" + String.join("\", \"", missing) + "\" on " + resource
                            + " in the API groups \"" + String.join("\", \"", groups) + "\"",
                    Kind.NEVER_ASKED);
        }
    }
}
