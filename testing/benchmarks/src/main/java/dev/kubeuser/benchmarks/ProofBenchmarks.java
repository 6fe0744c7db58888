// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.access.internal.AccessCheckListener.AccessCheck;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.analysis.internal.UnusedAccess;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.ApiServer;
import dev.kubeuser.record.internal.LoggedRequests;
import dev.kubeuser.record.internal.Recorder;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.report.internal.Report;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.RunningTests;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;

/** What the proof adds to the end of a run, and its report, for tests that ask at random about a company's policy. */
record ProofBenchmarks(int runs, Path work) {

    private static final int ASSERTIONS_OF_TEST = 20;
    private static final String NAMESPACE = "default";
    private static final List<String> VERBS = List.of("get", "list", "watch", "create", "update", "delete");
    private static final List<ResourceAttributes> RESOURCES = List.of(
            ResourceAttributes.of("get", "", "pods"),
            ResourceAttributes.of("get", "", "configmaps"),
            ResourceAttributes.of("get", "", "secrets"),
            ResourceAttributes.of("get", "", "services"),
            ResourceAttributes.of("get", "apps", "deployments"),
            ResourceAttributes.of("get", "apps", "replicasets"),
            ResourceAttributes.of("get", "batch", "jobs"),
            ResourceAttributes.of("get", "", "nodes"));

    private static final KnownVersions KNOWN = KnownVersions.read();
    private static final int LOGGED_TEAMS = 100;
    private static final List<Integer> EVENTS = List.of(200_000, 400_000);

    /** A company and its tests, and what the proof may take for them. */
    private record Tested(
            String shape, IntFunction<PolicyText> policies, int teams, int assertions, Target time, Target memory) {}

    private static final Tested SMALL =
            new Tested("usual", Company::usual, 25, 10_000, new Target(5, "s"), new Target(200, "MB"));

    /** The smaller ones of a shape show the growth. */
    private static final List<Tested> TESTED = List.of(
            SMALL,
            new Tested("usual", Company::usual, 100, 25_000, new Target(60, "s"), new Target(1_000, "MB")),
            new Tested("usual", Company::usual, 200, 50_000, new Target(60, "s"), new Target(1_000, "MB")),
            new Tested("aggregated", Company::aggregated, 11, 5_000, new Target(10, "s"), Target.NONE),
            new Tested("aggregated", Company::aggregated, 22, 5_000, new Target(10, "s"), Target.NONE),
            new Tested("wild", Company::wild, 250, 5_000, new Target(20, "s"), Target.NONE),
            new Tested("wild", Company::wild, 500, 5_000, new Target(20, "s"), Target.NONE));

    /** Coverage, redundancy and mutants of the policy. The memory is what the analysis takes beyond the record. */
    List<Row> analysis(String what) throws Exception {
        Embedded cluster = Embedded.read();
        RunAnalysis.of(record(SMALL, cluster)); // not counted
        List<Row> rows = new ArrayList<>();
        Map<String, Growth> growing = new LinkedHashMap<>();
        for (Tested tested : TESTED) {
            RunRecord runRecord = record(tested, cluster);
            Memory.Used<RunAnalysis> analysis = Memory.used(() -> RunAnalysis.of(runRecord));
            double wall = analysis.cost().wall();
            double cpu = analysis.cost().cpu();
            String company = what + ", " + tested.shape;
            int objects = objects(tested).size();
            int mutants = analysis.result().mutations().results().size();
            rows.add(Row.alone(
                            company + ", " + objects + " objects, " + tested.assertions + " assertions, " + mutants
                                    + " mutants",
                            String.format(Locale.ROOT, "%.2f s, %.2f s CPU, %.0f MB", wall, cpu, analysis.megabytes()))
                    .with(tested.time, wall)
                    .with(tested.memory, analysis.megabytes()));
            growing.computeIfAbsent(tested.shape, shape -> new Growth()).add(objects, cpu);
        }
        growing.forEach((shape, growth) -> rows.add(growth.row(what + ", " + shape)));
        return rows;
    }

    /** What an audit log shows unused of a policy that is the same for each log. The memory is beyond the policy. */
    List<Row> auditLog(String what) throws Exception {
        Manifests policy = Company.usual(LOGGED_TEAMS).manifests();
        List<Row> rows = new ArrayList<>();
        Growth growth = new Growth();
        unused(auditLog(EVENTS.get(0)), policy); // not counted
        for (int events : EVENTS) {
            Path log = auditLog(events);
            Memory.Used<UnusedAccess> unused = Memory.used(() -> unused(log, policy));
            double cpu = unused.cost().cpu();
            double after = unused.megabytes();
            if (unused.result().subjects().isEmpty()) {
                throw new IllegalStateException("everything was used");
            }
            rows.add(Row.alone(
                            what + ", " + events + " events",
                            String.format(
                                    Locale.ROOT, "%.2f s CPU, %.0f MB/s, %.0f MB", cpu, megabytes(log) / cpu, after))
                    .with(events == EVENTS.get(1) ? new Target(200, "MB") : Target.NONE, after));
            growth.add(events, cpu);
            Files.delete(log);
        }
        rows.add(growth.row(what));
        return rows;
    }

    private static UnusedAccess unused(Path log, Manifests policy) {
        return UnusedAccess.of(
                LoggedRequests.read(List.of(log), policy, KNOWN.standard().withoutPatch())
                        .runRecord());
    }

    /** Requests at random, each for an object with a name of its own. */
    private Path auditLog(int events) throws IOException {
        Random random = new Random(events);
        Path log = work.resolve("audit-" + events + ".log");
        try (BufferedWriter lines = Files.newBufferedWriter(log)) {
            for (int event = 0; event < events; event++) {
                int team = random.nextInt(LOGGED_TEAMS);
                UserInfo user = user(random, team);
                lines.write("""
                        {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"%d",\
                        "stage":"ResponseComplete","requestURI":"/api/v1/namespaces/team-%d/pods/web-%d","verb":"%s",\
                        "user":{"username":"%s","groups":["%s"]},"sourceIPs":["10.1.2.3"],\
                        "userAgent":"operator/v0.0.0 (linux/amd64) kubernetes/$Format",\
                        "responseStatus":{"metadata":{},"code":200},\
                        "requestReceivedTimestamp":"%s","stageTimestamp":"%<s",\
                        "annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":""}}
                        """.formatted(
                                event,
                                team,
                                event,
                                random.nextBoolean() ? "get" : "delete",
                                user.name(),
                                String.join("\",\"", user.groups()),
                                Instant.EPOCH.plusSeconds(event)));
            }
        }
        return log;
    }

    /** How large the files of the report are, and how long a browser needs to open the page. */
    List<Row> report(String what) throws Exception {
        RunAnalysis analysis = RunAnalysis.of(record(SMALL, Embedded.read()));
        Path directory = work.resolve("report");
        Report.of(analysis, Thresholds.none()).write(directory);
        List<String> sizes = new ArrayList<>();
        for (String file : List.of("report.html", "report.md", "report.sarif", "report.json")) {
            sizes.add(String.format(Locale.ROOT, "%s %.2f MB", file, megabytes(directory.resolve(file))));
        }
        Path page = directory.resolve("report.html");
        String label = what + " of " + objects(SMALL).size() + " objects with "
                + analysis.mutations().results().size() + " mutants";
        Contender opened = inChromium("the report", page);
        Contender blank = inChromium(
                "a blank page", Files.writeString(work.resolve("blank.html"), "<!DOCTYPE html><title>blank</title>"));
        return List.of(
                Row.alone(label, String.join(", ", sizes)).with(new Target(2, "MB"), megabytes(page)),
                Row.compare(label + ", opened in Chromium", runs, opened, blank, Target.ratio(1.5)));
    }

    private static double megabytes(Path file) throws IOException {
        return Files.size(file) / 1e6;
    }

    /** A page that a new Chromium opens, and draws once. */
    private static Contender inChromium(String name, Path page) {
        Command chromium = Command.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--screenshot="
                        + page.resolveSibling(page.getFileName() + ".png").toAbsolutePath(),
                page.toUri() + "#findings");
        return Contender.of(name, List.of("chromium"), () -> {
            long begin = System.nanoTime();
            chromium.run();
            return Samples.secondsSince(begin);
        });
    }

    private static List<ManifestObject> objects(Tested tested) {
        return tested.policies.apply(tested.teams).manifests().objects();
    }

    /** Records what the tests ask; the evaluator answers in place of an API server. */
    private static RunRecord record(Tested tested, Embedded cluster) {
        PolicyText policy = tested.policies.apply(tested.teams);
        List<ManifestObject> objects = policy.manifests().objects();
        RbacPolicy answers = policy.with(cluster.policy());
        RunningTests tests = new RunningTests();
        Recorder recorder = new Recorder(
                tests,
                new ApiServer(
                        ServerFeature.all(),
                        Discovery::ofKubernetes,
                        resource -> Optional.empty(),
                        () -> RbacPolicy.builder().build(),
                        (user, request) -> Optional.empty()),
                Run.begin(),
                Optional::empty);
        recorder.applied(objects, NAMESPACE);
        Random random = new Random(objects.size());
        for (int asked = 0; asked < tested.assertions; asked += ASSERTIONS_OF_TEST) {
            tests.begin(new TestCase("test-" + asked, "CompanyTest > test_" + asked + "()"), Set.of());
            for (int number = 0; number < ASSERTIONS_OF_TEST; number++) {
                recorder.checked(check(random, tested.teams, answers));
            }
            tests.end();
        }
        return recorder.take(cluster.policy(), cluster.served());
    }

    private static AccessCheck check(Random random, int teams, RbacPolicy answers) {
        int team = random.nextInt(teams);
        ResourceAttributes resource = RESOURCES.get(random.nextInt(RESOURCES.size()));
        UserInfo user = user(random, team);
        ResourceAttributes request = resource.withVerb(VERBS.get(random.nextInt(VERBS.size())))
                .in(random.nextInt(10) == 0 ? "" : "team-" + (random.nextInt(10) == 0 ? random.nextInt(teams) : team))
                .named(random.nextInt(4) == 0 ? "db" : "");
        boolean isAllowed = answers.allows(user, request);
        return new AccessCheck(user, request, isAllowed, isAllowed);
    }

    private static UserInfo user(Random random, int team) {
        return switch (random.nextInt(6)) {
            case 0 -> UserInfo.user("lead-" + team);
            case 1 -> UserInfo.user("senior-" + team, "team-" + team, "team-" + team + "-seniors");
            case 2 -> UserInfo.user("member-" + team + "-" + random.nextInt(3), "team-" + team);
            case 3 -> UserInfo.serviceAccount("team-" + team, random.nextBoolean() ? "web" : "deployer");
            case 4 -> UserInfo.user("auditor");
            default -> UserInfo.user("stranger");
        };
    }
}
