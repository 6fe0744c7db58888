package dev.kubeuser.coverage.internal;

import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A part of the policy under test that Kubernetes accepts but that has no effect, so that it is in no figure.
 *
 * @param kind why it has none
 * @param part the rule, role or binding
 * @param rule the index of the rule; empty for a role or binding
 * @param origin where it is written
 * @param problem what is wrong with it, and what to do
 */
public record PolicyFinding(Kind kind, String part, OptionalInt rule, Origin origin, String problem) {

    /** Why a part of a policy has no effect. */
    public enum Kind {
        /** It names a verb, resource, API group or role that the cluster does not have. */
        UNKNOWN,
        /** No binding grants the role. */
        NOT_GRANTED,
        /** The API server never asks for the verb on the resource. */
        NEVER_ASKED
    }

    /** Returns each finding once, however many namespaces it was applied to. */
    public static List<PolicyFinding> of(
            RunRecord runRecord, List<PolicyInForce> inForce, Topics topics, Coverage coverage) {
        OwnNamespaces own = runRecord.namespaces();
        Set<PolicyFinding> findings = new LinkedHashSet<>();
        Map<List<RbacRule>, OfRules> known = new HashMap<>();
        for (PolicyInForce each : inForce) {
            OfRules ofRules = known.computeIfAbsent(each.state().ofAdmission(), asked -> new OfRules(topics, asked));
            RbacPolicy written = written(each.state());
            written.roles()
                    .forEach(role ->
                            role.rules().stream().map(own::written).forEach(rule -> findings.addAll(ofRules.of(rule))));
            written.bindings().stream()
                    .filter(binding -> each.policy().role(binding.roleRef()).isEmpty())
                    .map(own::written)
                    .forEach(binding -> findings.add(of(binding)));
        }
        findings.addAll(notGranted(runRecord, inForce, coverage));
        return List.copyOf(findings);
    }

    /**
     * Returns what in the rules of files has no effect. What only a cluster knows is left out: API groups of which the files
     * define nothing, unless they are misspelt.
     *
     * @param written the roles and bindings of the files
     * @param topics what Kubernetes and the definitions in the files serve
     */
    public static List<PolicyFinding> ofFiles(RbacPolicy written, Topics topics) {
        OfRules ofRules = new OfRules(topics, List.of());
        return written.roles().stream()
                .flatMap(role -> role.rules().stream()
                        .filter(rule -> rule.id().role().equals(role.id()) && rule.origin() != null)
                        .flatMap(rule -> ofRules.inFile(rule, role).stream()))
                .toList();
    }

    private static RbacPolicy written(PolicyState state) {
        RbacPolicyBuilder written = RbacPolicy.builder();
        state.objects().forEach(object -> written.add(object.object(), object.source()::origin));
        return written.build();
    }

    private static PolicyFinding of(RbacBinding binding) {
        return new PolicyFinding(
                Kind.UNKNOWN,
                binding.id().toString(),
                OptionalInt.empty(),
                Objects.requireNonNull(binding.origin()),
                binding.roleRef() + " does not exist");
    }

    /** Returns the roles of which no binding grants a rule, in the order of the policy. */
    private static List<PolicyFinding> notGranted(RunRecord runRecord, List<PolicyInForce> inForce, Coverage coverage) {
        Map<ObjectPlace, Boolean> bound = new HashMap<>();
        coverage.rules()
                .forEach(rule -> bound.merge(
                        ObjectPlace.of(Objects.requireNonNull(rule.rule().origin())),
                        rule.isBound(),
                        Boolean::logicalOr));
        Map<ObjectPlace, RbacRole> taking = taking(inForce);
        List<PolicyFinding> findings = new ArrayList<>();
        for (PolicyObject object : runRecord.writtenObjects()) {
            ObjectPlace place = ObjectPlace.of(object.origin());
            if (Boolean.FALSE.equals(bound.get(place))) {
                findings.add(new PolicyFinding(
                        Kind.NOT_GRANTED,
                        runRecord
                                .namespaces()
                                .written(object.source().kind() + " "
                                        + object.source().name()),
                        OptionalInt.empty(),
                        object.source().nearestOrigin("metadata.name"),
                        Optional.ofNullable(taking.get(place))
                                .map(role ->
                                        runRecord.namespaces().written(role.id().toString()))
                                .map(role -> role + " takes its rules by aggregation: to test them, bind " + role
                                        + " to a subject in one more manifest")
                                .orElse("Bind it to a subject, or remove it")));
            }
        }
        return findings;
    }

    /** Returns for each role under test the smallest of those that have its rules by aggregation. */
    private static Map<ObjectPlace, RbacRole> taking(List<PolicyInForce> inForce) {
        Map<ObjectPlace, RbacRole> taking = new HashMap<>();
        for (PolicyInForce each : inForce) {
            each.policy().roles().stream()
                    .filter(RbacRole::isAggregate)
                    .sorted(Comparator.comparingInt(role -> role.rules().size()))
                    .forEach(role -> role.rules().stream()
                            .filter(rule ->
                                    rule.origin() != null && !rule.id().role().equals(role.id()))
                            .forEach(rule ->
                                    taking.putIfAbsent(ObjectPlace.of(Objects.requireNonNull(rule.origin())), role)));
        }
        return taking;
    }

    /** Where an object is written. */
    private record ObjectPlace(String document, int object) {
        static ObjectPlace of(Origin origin) {
            return new ObjectPlace(origin.document(), origin.object());
        }
    }

    /** Finds what is wrong with rules. Equal ones, as of a thousand namespaces, are looked up once. */
    private static final class OfRules {

        private final Topics topics;
        private final QueryCheck questions;
        private final List<RbacRule> ofAdmission;
        private final Map<List<List<String>>, Map<String, Kind>> known = new HashMap<>();

        /**
         * Finds what is wrong where policies of admission ask authorizers, too.
         *
         * @param ofAdmission what they ask
         */
        OfRules(Topics topics, List<RbacRule> ofAdmission) {
            this.topics = topics;
            this.ofAdmission = ofAdmission;
            this.questions = topics.questions();
        }

        List<PolicyFinding> of(RbacRule rule) {
            List<PolicyFinding> findings = new ArrayList<>();
            known.computeIfAbsent(
                            List.of(
                                    rule.verbs(),
                                    rule.apiGroups(),
                                    rule.resources(),
                                    rule.resourceNames().isEmpty() ? List.of() : List.of(""),
                                    rule.nonResourceUrls().isEmpty() ? List.of() : List.of("")),
                            unused -> rule.resources().isEmpty() ? ofUrls(rule) : ofResources(rule))
                    .forEach((problem, kind) -> findings.add(new PolicyFinding(
                            kind,
                            rule.id().toString(),
                            OptionalInt.of(rule.id().index()),
                            Objects.requireNonNull(rule.origin()),
                            problem)));
            return findings;
        }

        List<PolicyFinding> inFile(RbacRule rule, RbacRole role) {
            List<String> known = new ArrayList<>();
            Map<String, Kind> problems = new LinkedHashMap<>();
            for (String group : rule.apiGroups()) {
                if (group.equals("*") || questions.unknownGroup(group).isEmpty()) {
                    known.add(group);
                } else {
                    Spelling.nearest(group, topics.groups())
                            .ifPresent(meant -> problems.put(
                                    "Kubernetes has no API group \"" + group + "\"" + Spelling.question(meant),
                                    Kind.UNKNOWN));
                }
            }
            if (rule.resources().isEmpty()) {
                problems.putAll(ofUrls(rule));
            } else if (!known.isEmpty()) {
                RbacRule ofKnown = rule.withApiGroups(known);
                problems.putAll(ofResources(ofKnown));
                problems.putAll(withoutNamespace(ofKnown));
                problems.putAll(namedCreate(ofKnown, role));
            }
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
            if (rule.resourceNames().isEmpty() || !rule.verbs().contains("create")) {
                return problems;
            }
            for (String resource : rule.resources()) {
                boolean isWritten = rule.apiGroups().stream()
                        .flatMap(group -> rule.resourceNames().stream()
                                .flatMap(name -> Stream.of("patch", "update")
                                        .map(verb -> new Permission(verb, group, resource, name, ""))))
                        .anyMatch(write -> role.rules().stream()
                                .anyMatch(each -> each.requests()
                                        .containsAll(write.asRule().requests())));
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
                    .filter(verb -> !verb.equals("*") && !Topics.HTTP_METHODS.contains(verb))
                    .forEach(verb -> problems.put(
                            "There is no verb \"" + verb + "\" of URLs, only " + String.join(", ", Topics.HTTP_METHODS),
                            Kind.UNKNOWN));
            return problems;
        }

        /** Of several API groups and resources, each group may have some of the resources. */
        private Map<String, Kind> ofResources(RbacRule rule) {
            Map<String, Kind> problems = new LinkedHashMap<>();
            List<String> verbs = new ArrayList<>();
            for (String verb : rule.verbs()) {
                Optional<String> problem = questions.unknownVerb(verb);
                if (problem.isEmpty()) {
                    verbs.add(verb);
                } else if (rule.resources().stream()
                        .noneMatch(resource -> isOfAdmission(verb, rule.apiGroups(), resource))) {
                    problems.put(problem.get(), Kind.UNKNOWN);
                }
            }
            Set<String> groups = new LinkedHashSet<>(rule.apiGroups());
            if (groups.isEmpty()) {
                problems.put("The rule names no API group, so it allows nothing", Kind.UNKNOWN);
                return problems;
            }
            Set<String> asked = groups.contains("*") ? topics.groups() : groups;
            Set<String> idle = new LinkedHashSet<>(groups);
            for (String resource : rule.resources()) {
                if (resource.contains("*")) {
                    ofWildcard(resource, verbs, rule.apiGroups(), problems);
                    groups.stream()
                            .filter(group -> questions.unknownGroup(group).isEmpty())
                            .forEach(idle::remove);
                    continue;
                }
                List<String> having = asked.stream()
                        .filter(group -> !questions
                                .usages(ResourceName.of(group, resource))
                                .isEmpty())
                        .toList();
                if (having.isEmpty()
                        && rule.verbs().stream().allMatch(verb -> isOfAdmission(verb, rule.apiGroups(), resource))) {
                    idle.removeAll(groups);
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
            if (!rule.resourceNames().isEmpty() && verbs.contains("deletecollection")) {
                problems.put(
                        "A request to deletecollection names no object to the authorizer, so no rule with resourceNames"
                                + " allows it",
                        Kind.NEVER_ASKED);
            }
            return problems;
        }

        /** Whether a policy of admission asks for a verb on a resource in one of the API groups. */
        private boolean isOfAdmission(String verb, Collection<String> groups, String resource) {
            return ofAdmission.stream()
                    .anyMatch(asked -> hasPart(asked.verbs(), verb)
                            && hasPart(asked.resources(), resource)
                            && groups.stream().anyMatch(group -> hasPart(asked.apiGroups(), group)));
        }

        private static boolean hasPart(List<String> asked, String written) {
            return written.contains("*") || asked.contains("*") || asked.contains(written);
        }

        private String unknown(String resource, List<String> groups, List<String> verbs) {
            String group = groups.get(0).equals("*") ? "" : groups.get(0);
            return questions
                    .problem(ResourceName.of(group, resource), verbs)
                    .orElse("The API server has no resource \"" + resource + "\" in the rule's API groups");
        }

        private List<String> neverAsked(String resource, List<String> verbs, List<String> groups) {
            return verbs.stream()
                    .filter(verb -> groups.stream()
                            .noneMatch(group -> topics.isAsked(new Permission(verb, group, resource, "", ""))))
                    .filter(verb -> !isOfAdmission(verb, groups, resource))
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
}
