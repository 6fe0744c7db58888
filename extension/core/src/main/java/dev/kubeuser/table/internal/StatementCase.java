package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.EffectivePolicyAssert;
import dev.kubeuser.assertion.EffectivePolicyAssert.Nobody;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.SensitivePermissions;
import dev.kubeuser.version.KubernetesVersion;
import dev.kubeuser.version.internal.KnownVersions;
import java.util.List;
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
    private static final String ONLY = "only";
    private static final String ACCOUNTS = "serviceaccounts";
    private static final String ACCOUNTS_OUTSIDE = "serviceaccounts outside";
    private static final String UNAUTHENTICATED = "unauthenticated";
    private static final Set<String> WORDS = Set.of(EVERYBODY, ACCOUNTS, UNAUTHENTICATED);
    private static final Set<String> LISTS = Set.of(EVERYBODY_BUT, ONLY, ACCOUNTS_OUTSIDE);

    private static final String ALLOW_ONLY = "allow only";

    private static final String PERMISSIONS = "permissions";
    private static final String BEYOND = "permissions beyond";
    private static final String SENSITIVE = "sensitive";
    private static final String WILDCARD = "wildcard";
    private static final String DISCOVERY = "discovery";

    static boolean isOne(YamlPart whole) {
        YamlPart given = whole.part(AccessYaml.GIVEN);
        return WORDS.stream().anyMatch(given::isText) || !given.keys().isEmpty();
    }

    StatementLine line() {
        YamlPart given = whole.part(AccessYaml.GIVEN);
        String then = whole.part(AccessYaml.THEN).text();
        if (!given.keys().isEmpty()) {
            String kind = kind(given);
            YamlPart list = given.part(kind);
            List<String> names = list.texts();
            String who = kind + " " + String.join(", ", names);
            return switch (kind) {
                case EVERYBODY_BUT -> denied(who, then, subjects(list));
                case ONLY -> only(who, then, subjects(list));
                default ->
                    ofAccounts(who, then, names.stream().map(this::fillIn).toArray(String[]::new));
            };
        }
        return switch (given.text()) {
            case ACCOUNTS -> ofAccounts(ACCOUNTS, then);
            case UNAUTHENTICATED -> unauthenticated(then);
            default -> ofEverybody(then);
        };
    }

    private String kind(YamlPart given) {
        String kind = given.keys().iterator().next();
        if (given.keys().size() > 1 || !LISTS.contains(kind)) {
            throw given.malformed("write subjects, everybody, serviceaccounts or unauthenticated, or one of"
                    + " \"everybody but\", only and \"serviceaccounts outside\" with a list; it has " + given.keys());
        }
        return kind;
    }

    private StatementLine ofEverybody(String then) {
        YamlPart when = whole.part(AccessYaml.WHEN);
        if (then.equals(ALLOW_ONLY)) {
            when.requireKeys(Set.of(PERMISSIONS), Set.of());
            requirePermissions(when, Set.of(DISCOVERY));
            return line(
                    EVERYBODY,
                    DISCOVERY,
                    then,
                    "everybody can only use discovery",
                    (that, policy) -> that.everyone().canOnlyDiscover());
        }
        if (when.has(BEYOND)) {
            requireThen(then, AccessYaml.DENY);
            return beyond(when);
        }
        if (then.equals(AccessYaml.ALLOW)) {
            return asked(EVERYBODY, then, "everybody can", that -> that.everyone()::can);
        }
        return denied(EVERYBODY, then);
    }

    private StatementLine beyond(YamlPart when) {
        when.requireKeys(Set.of(BEYOND), Set.of());
        List<String> sources =
                when.part(BEYOND).texts().stream().map(this::fillIn).toList();
        if (sources.stream().anyMatch(YamlPart::isRendered)) {
            throw when.malformed("a table compares with files, directories and revisions of them: render others first");
        }
        Manifests reference = Manifests.load(placeholders, sources);
        String what =
                "permissions beyond " + String.join(", ", when.part(BEYOND).texts());
        return line(
                EVERYBODY,
                what,
                AccessYaml.DENY,
                "nobody has " + what,
                (that, policy) -> that.grantsNothingBeyond(inForce(reference, policy)));
    }

    /** What Kubernetes itself grants differs from version to version. */
    private static EffectivePolicy inForce(Manifests reference, EffectivePolicy beside) {
        return beside.cluster()
                .flatMap(cluster -> KubernetesVersion.find(cluster.version()))
                .map(version ->
                        EffectivePolicy.of(reference, KnownVersions.read().nearestMinor(version)))
                .orElseGet(() -> EffectivePolicy.of(reference));
    }

    private StatementLine denied(String who, String then, Subject... but) {
        requireThen(then, AccessYaml.DENY);
        YamlPart when = whole.part(AccessYaml.WHEN);
        if (!when.has(PERMISSIONS)) {
            return asked(who, then, nobody(who) + " can", that -> nobodyBut(that, but)::can);
        }
        YamlScope scope = scopeOfPermissions(when);
        if (requirePermissions(when, Set.of(SENSITIVE, WILDCARD)).equals(WILDCARD)) {
            return wildcards(who, scope, that -> nobodyBut(that, but));
        }
        String what = "sensitive permission" + scope.words();
        return line(
                who,
                what,
                then,
                nobody(who) + " has a " + what,
                (that, policy) -> scope.on(that)
                        .neverGrants(SensitivePermissions.standard().exceptTo(but)));
    }

    /** As assertions word it. */
    private static String nobody(String who) {
        return who.replaceFirst("^everybody", "nobody").replaceFirst("^serviceaccounts", "no ServiceAccount");
    }

    private static Nobody nobodyBut(EffectivePolicyAssert that, Subject... but) {
        return but.length == 0 ? that.nobody() : that.nobodyBut(but);
    }

    private StatementLine ofAccounts(String who, String then, String... outside) {
        requireThen(then, AccessYaml.DENY);
        YamlPart when = whole.part(AccessYaml.WHEN);
        if (!when.has(PERMISSIONS)) {
            return asked(who, then, nobody(who) + " can", that -> that.noServiceAccountOutside(outside)::can);
        }
        YamlScope scope = scopeOfPermissions(when);
        requirePermissions(when, Set.of(WILDCARD));
        return wildcards(who, scope, that -> that.noServiceAccountOutside(outside));
    }

    private StatementLine wildcards(String who, YamlScope scope, Function<EffectivePolicyAssert, Nobody> holders) {
        String what = WILDCARD + scope.words();
        return line(
                who,
                what,
                AccessYaml.DENY,
                nobody(who) + " has a " + what,
                (that, policy) -> holders.apply(scope.on(that)).hasWildcards());
    }

    private StatementLine only(String who, String then, Subject... holders) {
        requireThen(then, AccessYaml.ALLOW);
        return asked(
                who,
                then,
                who + " can",
                that -> queries -> that.onlyAllows(queries).to(holders));
    }

    private StatementLine unauthenticated(String then) {
        requireThen(then, ALLOW_ONLY);
        return asked(UNAUTHENTICATED, then, "unauthenticated can only", that -> that.unauthenticated()::canOnly);
    }

    /** The end of an assertion. */
    private interface Asked {

        EffectivePolicyAssert of(AccessQuery... queries);
    }

    private StatementLine asked(
            String who, String then, String begin, Function<EffectivePolicyAssert, Asked> assertion) {
        YamlPart when = whole.part(AccessYaml.WHEN);
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

    private YamlScope scopeOfPermissions(YamlPart when) {
        when.requireKeys(Set.of(PERMISSIONS), YamlScope.KEYS);
        return YamlScope.of(when, placeholders);
    }

    private static String requirePermissions(YamlPart when, Set<String> known) {
        YamlPart part = when.part(PERMISSIONS);
        String written = part.text();
        if (!known.contains(written)) {
            throw part.malformed("here these are "
                    + String.join(" or ", known.stream().sorted().toList()));
        }
        return written;
    }

    private void requireThen(String then, String needed) {
        if (!then.equals(needed)) {
            throw whole.part(AccessYaml.THEN)
                    .malformed("with this given and when, it is " + needed + "; it is \"" + then + "\"");
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
