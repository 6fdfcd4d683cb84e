package dev.palisade.verify.mutant;

import static org.junit.platform.engine.FilterResult.includedIf;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The program of the process in which one method of a test class runs, with the class path of its module. It ends with 0
 * when all runs of the method passed, with 1 when one failed, and with 2 when none could begin: a class that cannot be
 * set up, or an application that does not start, has noticed nothing.
 */
public final class OneTest {

    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int BROKEN = 2;

    private OneTest() {}

    /** Runs the method {@code arguments[1]} of the class {@code arguments[0]}. */
    public static void main(String[] arguments) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(arguments[0]))
                .filters((PostDiscoveryFilter) descriptor -> includedIf(descriptor
                        .getSource()
                        .map(source -> !(source instanceof MethodSource method)
                                || method.getMethodName().equals(arguments[1]))
                        .orElse(true)))
                .build();
        Outcomes outcomes = new Outcomes();
        LauncherFactory.create().execute(request, outcomes);
        System.exit(outcomes.code());
    }

    private static final class Outcomes implements TestExecutionListener {

        private int run;
        private int failed;
        private boolean broken;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            Throwable why = result.getThrowable().orElse(null);
            if (why != null) {
                why.printStackTrace();
            }
            boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
            if (test.isTest()) {
                run++;
                failed += passed ? 0 : 1;
                broken |= why != null && hasNotBegun(why);
            } else {
                broken |= !passed;
            }
        }

        private static boolean hasNotBegun(Throwable why) {
            for (Throwable each = why; each != null; each = each.getCause()) {
                if (String.valueOf(each.getMessage()).contains("ApplicationContext")) {
                    return true;
                }
            }
            return false;
        }

        int code() {
            return broken || run == 0 ? BROKEN : failed > 0 ? FAILED : PASSED;
        }
    }
}
