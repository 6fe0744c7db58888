package dev.kubeuser.campaign;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of a fault.
 *
 * @param fault the fault
 * @param tries the number of attempts
 * @param broken what was observed each time the promise was broken
 * @param missing why it was not tried, or empty
 */
record Result(Fault fault, int tries, List<String> broken, String missing) {

    private static final String HEAD = """
        | what goes wrong | what holds | tried | held |
        | --- | --- | --- | --- |
        """;

    boolean isBroken() {
        return !broken.isEmpty();
    }

    static String table(List<Result> results) {
        return results.stream().map(Result::line).collect(Collectors.joining("\n", HEAD, "\n"));
    }

    private String line() {
        String held = missing.isEmpty() ? String.valueOf(tries - broken.size()) : "not tried: " + missing;
        String seen = broken.isEmpty() ? "" : "; " + broken.get(0);
        return "| " + cell(fault.name()) + " | " + cell(fault.promise()) + " | " + tries + " | " + cell(held + seen)
                + " |";
    }

    private static String cell(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|");
    }
}
