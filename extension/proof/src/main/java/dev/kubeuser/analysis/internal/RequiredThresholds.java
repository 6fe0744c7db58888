package dev.kubeuser.analysis.internal;

import dev.kubeuser.rbac.escalation.AcceptedRisks;
import dev.kubeuser.settings.internal.Setting;
import dev.kubeuser.settings.internal.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the {@code kubeuser.require} settings require, and of which runs they require nothing. */
public final class RequiredThresholds {

    private static final System.Logger LOG = System.getLogger(RequiredThresholds.class.getName());
    private static final int ALL = 100;

    /** The properties by which Surefire and Failsafe select tests. */
    private static final List<String> SELECTED_TESTS = List.of("test", "it.test");

    private RequiredThresholds() {}

    /**
     * Returns the thresholds of a run of tests in this JVM. For a run that says nothing about the whole these are only what
     * each test checks.
     *
     * @param partial why the run says nothing about the whole, as {@link #whyPartial} says it; {@code null} if it does
     */
    public static Thresholds ofRun(Settings settings, @Nullable String partial) {
        Thresholds thresholds = read(settings);
        if (partial == null || !thresholds.isAny()) {
            return thresholds;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: " + partial + ", so " + Setting.REQUIRE + " settings are not checked");
        return new Thresholds(OptionalInt.empty(), OptionalInt.empty(), null, false, thresholds.noDenials());
    }

    /** Returns the thresholds that the settings name. */
    public static Thresholds read(Settings settings) {
        return new Thresholds(
                percent(settings, Setting.REQUIRE_COVERAGE),
                percent(settings, Setting.REQUIRE_MUTATION_SCORE),
                settings.read(Setting.REQUIRE_ACCEPTED_RISKS, file -> AcceptedRisks.read(Path.of(file)))
                        .orElse(null),
                settings.flag(Setting.REQUIRE_NO_ESCALATION),
                settings.flag(Setting.REQUIRE_NO_DENIALS));
    }

    /**
     * Returns why a run says nothing about the whole: it runs some tests only, as a shard does, or writes golden files.
     * Empty if it is a whole run.
     */
    public static Optional<String> whyPartial(Settings settings) {
        if (settings.read(Setting.GOLDEN, text -> text).filter("update"::equals).isPresent()) {
            return Optional.of(Setting.GOLDEN.key() + "=update writes golden files");
        }
        return Stream.concat(
                        SELECTED_TESTS.stream().flatMap(property -> selected(settings, property)),
                        settings.read(Setting.SHARD, text -> text).stream()
                                .map(shard ->
                                        "only a shard of the tests runs (" + Setting.SHARD.key() + "=" + shard + ")"))
                .findFirst();
    }

    private static Stream<String> selected(Settings settings, String property) {
        return Stream.ofNullable(settings.parameter(property))
                .filter(selected -> !selected.isBlank())
                .map(selected -> "only some tests run (-D" + property + "=" + selected + ")");
    }

    private static OptionalInt percent(Settings settings, Setting setting) {
        return settings.read(setting, RequiredThresholds::parsePercent)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static int parsePercent(String text) {
        int percent = Settings.parseInteger(
                text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text);
        if (percent < 0 || percent > ALL) {
            throw new IllegalArgumentException("whole percent from 0 to 100 are needed");
        }
        return percent;
    }
}
