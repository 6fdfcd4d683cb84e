package dev.palisade.verify.report;

import dev.palisade.local.Json;
import dev.palisade.verify.CheckResult;
import dev.palisade.verify.ControlResult;
import dev.palisade.verify.Outcome;
import dev.palisade.verify.attack.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results in the forms that build servers and code scanners read. */
final class Exports {

    private Exports() {}

    /** JUnit's report: a case for each check; what was not run is skipped. */
    static String junit(List<ControlResult> results) {
        List<CheckResult> checks =
                results.stream().flatMap(result -> result.checks().stream()).toList();
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuite name=\"palisade verify\" tests=\"%d\" failures=\"%d\" skipped=\"%d\" errors=\"0\">%n"
                .formatted(checks.size(), count(checks, Outcome.FAILED), count(checks, Outcome.NOT_RUN)));
        for (CheckResult check : checks) {
            xml.append("  <testcase classname=\"%s\" name=\"%s\" time=\"%s\">"
                    .formatted(
                            check.control(),
                            Text.escaped(check.check()),
                            String.format(Locale.ROOT, "%.3f", check.milliseconds() / 1000.0)));
            if (check.outcome() == Outcome.NOT_RUN) {
                xml.append("<skipped message=\"")
                        .append(Text.escaped(check.reason()))
                        .append("\"/>");
            }
            for (Finding fault : check.faults()) {
                xml.append("<failure message=\"")
                        .append(Text.escaped(fault.expected()))
                        .append("\">")
                        .append(Text.escaped(fault.seen()))
                        .append("</failure>");
            }
            xml.append("</testcase>\n");
        }
        return xml.append("</testsuite>\n").toString();
    }

    /** SARIF 2.1.0: a rule for each control, a result for each fault, at the first file that keeps the control. */
    static String sarif(List<ControlResult> results) {
        List<Object> rules = new ArrayList<>();
        List<Object> faults = new ArrayList<>();
        for (ControlResult result : results) {
            rules.add(Map.of(
                    "id", result.control().id(),
                    "shortDescription", Map.of("text", result.control().claim())));
            for (CheckResult check : result.checks()) {
                for (Finding fault : check.faults()) {
                    faults.add(Map.of(
                            "ruleId", result.control().id(),
                            "level", "error",
                            "message", Map.of("text", fault.expected() + "; seen: " + fault.seen()),
                            "locations",
                                    List.of(Map.of(
                                            "physicalLocation",
                                            Map.of(
                                                    "artifactLocation",
                                                    Map.of(
                                                            "uri",
                                                            result.control()
                                                                    .where()
                                                                    .getFirst()))))));
                }
            }
        }
        return Json.write(Map.of(
                "$schema", "https://json.schemastore.org/sarif-2.1.0.json",
                "version", "2.1.0",
                "runs",
                        List.of(Map.of(
                                "tool",
                                Map.of("driver", Map.of("name", "Palisade verify", "rules", rules)),
                                "results",
                                faults))));
    }

    private static long count(List<CheckResult> checks, Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).count();
    }
}
