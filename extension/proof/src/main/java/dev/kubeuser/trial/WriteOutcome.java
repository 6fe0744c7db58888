package dev.kubeuser.trial;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.coverage.internal.JavaText;
import dev.kubeuser.dryrun.internal.AdmissionDenial;
import dev.kubeuser.dryrun.internal.StoredChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What became of a write that was tried.
 *
 * @param isAdmitted whether it would be done
 * @param deniedBy what in admission denies it, as assertions call it; empty if nothing does
 * @param warnedBy the policies that warn
 * @param changes what is stored instead of what was sent
 */
record WriteOutcome(boolean isAdmitted, Optional<String> deniedBy, Set<String> warnedBy, List<String> changes) {

    private static final int FIRST_ERROR = 400;

    /**
     * @param written says a text as it is in manifests
     */
    static WriteOutcome of(CandidateWrite write, KubeResponse answer, UnaryOperator<String> written) {
        boolean isAdmitted = answer.code() < FIRST_ERROR;
        return new WriteOutcome(
                isAdmitted,
                AdmissionDenial.of(answer).map(WriteOutcome::reference).map(written),
                AdmissionDenial.warned(answer).stream()
                        .map(WriteOutcome::reference)
                        .map(written)
                        .collect(Collectors.toSet()),
                isAdmitted && !write.operation().equals("delete")
                        ? StoredChange.lines(
                                        write.object(),
                                        JsonParser.parseString(answer.body()).getAsJsonObject())
                                .stream()
                                .map(written)
                                .toList()
                        : List.of());
    }

    private static String reference(AdmissionDenial denial) {
        return denial.kind().equals("PodSecurity") ? denial.kind() : denial.kind() + " " + denial.name();
    }

    /** Whether admission was asked: authorization let it through, and nothing was wrong with the object. */
    boolean isOfAdmission() {
        return isAdmitted || deniedBy.isPresent();
    }

    /** Whether a policy of admission shows. */
    boolean isRemarkable() {
        return deniedBy.isPresent() || !warnedBy.isEmpty();
    }

    WriteOutcome withoutChanges() {
        return new WriteOutcome(isAdmitted, deniedBy, warnedBy, List.of());
    }

    /**
     * An assertion that holds here and fails for the other outcome, with {@code %s} for the user and the write. If both are
     * denials there is none: where several deny, the API server does not always name the same.
     *
     * @param expression writes a text in Java
     */
    Optional<String> assertionUnlike(WriteOutcome other, JsonObject object, UnaryOperator<String> expression) {
        if (!isAdmitted) {
            return deniedBy.filter(by -> other.isAdmitted)
                    .map(by -> "assertThat(%s).cannot(%s).deniedBy(" + escaped(expression.apply(by)) + ");");
        }
        if (other.deniedBy.isPresent()) {
            return Optional.of("assertThat(%s).can(%s);");
        }
        if (!other.isAdmitted) {
            return Optional.empty();
        }
        Optional<String> warning = warnedBy.stream()
                .sorted()
                .filter(by -> !other.warnedBy.contains(by))
                .findFirst();
        if (warning.isPresent()) {
            return warning.map(by -> "assertThat(%s).can(%s).warnedBy(" + escaped(expression.apply(by)) + ");");
        }
        String golden = "src/test/resources/"
                + object.getAsJsonObject("metadata").get("name").getAsString() + "-stored.txt";
        return changes.equals(other.changes)
                ? Optional.empty()
                : Optional.of("assertThat(%s).can(%s).changedAs(Path.of(" + escaped(JavaText.literal(golden)) + "));");
    }

    private static String escaped(String java) {
        return java.replace("%", "%%");
    }
}
