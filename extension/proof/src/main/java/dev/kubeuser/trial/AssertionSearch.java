package dev.kubeuser.trial;

import com.google.gson.JsonElement;
import dev.kubeuser.coverage.internal.JavaText;
import dev.kubeuser.manifest.ManifestObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an assertion that holds with the policy as written, and not with a mutant that the tests do not notice. Each
 * time a test tries a write, some like it are tried as well: once with the policy as written, and once with each mutant
 * that survived. So all is as the tests have it, and each outcome is the API server's.
 */
final class AssertionSearch {

    /** They take a millisecond each, for each mutant that survives. */
    private static final int MOST = 300;

    private static final int LEAST_OF_EACH = 8;

    /** How many outcomes other than a plain yes are looked at more closely, beside one write of a test. */
    private static final int MOST_REMARKABLE = 4;

    private static final int MOST_NUMBERS = 6;

    /** A number of a policy or a parameter, where a limit may be. */
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.:/-])\\d{1,9}(?![\\w.:/-])");

    private final Map<Class<?>, List<Step>> steps = new HashMap<>();
    private final Set<CandidateWrite> known = new HashSet<>();
    private final List<CandidateWrite> earlier = new ArrayList<>();
    private final List<CandidateWrite> admitted = new ArrayList<>();
    private final Set<BigDecimal> numbers;
    private int share;
    private int manifests;

    /** A write of a test, and what is tried beside it: first what is denied or warned of. */
    private record Step(CandidateWrite write, List<Tried> candidates) {}

    private record Tried(CandidateWrite write, WriteOutcome outcome) {}

    /**
     * @param mutated the objects that have mutants
     */
    AssertionSearch(Collection<ManifestObject> mutated) {
        this.numbers = numbers(mutated);
    }

    private static Set<BigDecimal> numbers(Collection<ManifestObject> objects) {
        Set<BigDecimal> numbers = new LinkedHashSet<>();
        for (ManifestObject object : objects) {
            for (String part : List.of("data", "spec")) {
                JsonElement content = object.json().get(part);
                Matcher found = NUMBER.matcher(content == null ? "" : content.toString());
                while (found.find() && numbers.size() < MOST_NUMBERS) {
                    BigDecimal number = new BigDecimal(found.group());
                    numbers.addAll(List.of(number, number.add(BigDecimal.ONE), number.subtract(BigDecimal.ONE)));
                }
            }
        }
        return numbers;
    }

    /**
     * Runs the tests of a class on the policy as written, and remembers each outcome that is the same twice.
     *
     * @param writes how many writes they try
     */
    void tryAsWritten(TrialSession session, Class<?> testClass, int writes) {
        List<Step> ofClass = new ArrayList<>();
        steps.put(testClass, ofClass);
        manifests = 0;
        share = Math.max(LEAST_OF_EACH, MOST / Math.max(1, writes));
        new AdmissionInForce(null, (write, run) -> ofClass.add(new Step(write, besides(write, run))))
                .runInTurn(session, testClass);
    }

    private List<Tried> besides(CandidateWrite write, WriteRun run) {
        if (run.manifests() != manifests) {
            manifests = run.manifests();
            known.clear();
            earlier.clear();
            admitted.clear();
        }
        CandidateWrite existing =
                admitted.stream().filter(write::isOfSameObject).findFirst().orElse(write);
        List<CandidateWrite> candidates = new ArrayList<>();
        if (!earlier.contains(write)) {
            candidates.addAll(WriteVariations.of(write, existing, run, numbers));
            earlier.forEach(other -> candidates.add(0, other.by(write.user())));
            earlier.add(write);
        }
        List<Tried> tried = new ArrayList<>(tried(few(candidates, share * 3 / 4), run));
        tried.stream()
                .filter(each -> each.write().equals(write) && each.outcome().isAdmitted())
                .forEach(each -> admitted.add(write));
        Set<WriteOutcome> remarkable = new LinkedHashSet<>();
        List<CandidateWrite> more = tried.stream()
                .filter(each -> each.outcome().isRemarkable())
                .filter(each -> remarkable.add(each.outcome().withoutChanges()))
                .limit(MOST_REMARKABLE)
                .flatMap(each -> WriteVariations.ofSameObject(each.write(), existing, run).stream())
                .toList();
        tried.addAll(tried(few(more, share / 4), run));
        tried.sort(Comparator.comparing((Tried each) -> !each.outcome().isRemarkable()));
        return tried;
    }

    private List<CandidateWrite> few(List<CandidateWrite> candidates, int most) {
        return candidates.stream().filter(known::add).limit(most).toList();
    }

    private static List<Tried> tried(List<CandidateWrite> candidates, WriteRun run) {
        List<Tried> tried = new ArrayList<>();
        eachIn(
                candidates,
                Function.identity(),
                run,
                candidate -> run.ask(candidate)
                        .filter(WriteOutcome::isOfAdmission)
                        .filter(outcome ->
                                run.ask(candidate).filter(outcome::equals).isPresent())
                        .ifPresent(outcome -> tried.add(new Tried(candidate, outcome))));
        return tried;
    }

    /**
     * Runs the tests of a class on a mutant that they do not notice; empty if nothing that is tried has another outcome.
     */
    Optional<String> find(TrialSession session, AdmissionMutant mutant, Class<?> testClass) {
        List<Step> wanted = steps.getOrDefault(testClass, List.of()).stream()
                .map(step -> new Step(
                        step.write(),
                        step.candidates().stream()
                                .filter(tried ->
                                        !mutant.onlyWeakens() || tried.outcome().isRemarkable())
                                .toList()))
                .toList();
        if (wanted.stream().allMatch(step -> step.candidates().isEmpty())) {
            return Optional.empty();
        }
        Iterator<Step> expected = wanted.iterator();
        AtomicReference<@Nullable String> found = new AtomicReference<>();
        AdmissionInForce inForce = new AdmissionInForce(mutant, (write, run) -> {
            Step step = expected.hasNext() ? expected.next() : new Step(write, List.of());
            if (found.get() == null && step.write().equals(write)) {
                eachIn(step.candidates(), Tried::write, run, tried -> {
                    if (found.get() == null) {
                        found.set(assertion(tried, run));
                    }
                });
            }
        });
        inForce.runInTurn(session, testClass);
        return Optional.ofNullable(found.get());
    }

    private static @Nullable String assertion(Tried tried, WriteRun run) {
        CandidateWrite write = tried.write();
        return run.ask(write)
                .flatMap(outcome -> tried.outcome()
                        .assertionUnlike(
                                outcome, write.object(), text -> JavaText.expression(run.real(text), run.own())))
                .map(assertion -> write.java(assertion, run.real(write.namespace()), run.own()))
                .orElse(null);
    }

    /** Those that need an object in the cluster come last, and those with the same object have it there together. */
    private static <T> void eachIn(List<T> all, Function<T, CandidateWrite> write, WriteRun run, Consumer<T> action) {
        all.stream().filter(each -> write.apply(each).existing() == null).forEach(action);
        all.stream()
                .map(each -> write.apply(each).existing())
                .filter(Objects::nonNull)
                .distinct()
                .forEach(existing -> run.having(
                        existing,
                        () -> all.stream()
                                .filter(each ->
                                        existing.equals(write.apply(each).existing()))
                                .forEach(action)));
    }
}
