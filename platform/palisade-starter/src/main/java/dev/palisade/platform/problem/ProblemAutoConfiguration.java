package dev.palisade.platform.problem;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import tools.jackson.databind.json.JsonMapper;

/** Problem documents for controllers, filters and the container. */
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
public final class ProblemAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Problems problems(JsonMapper json) {
        return new Problems(json);
    }

    @Bean
    @ConditionalOnMissingBean
    SecurityProblems securityProblems(Problems problems) {
        return new SecurityProblems(problems);
    }

    @Bean
    FilterRegistrationBean<WellFormedRequests> wellFormedRequests(Problems problems) {
        FilterRegistrationBean<WellFormedRequests> registration =
                new FilterRegistrationBean<>(new WellFormedRequests(problems));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        return registration;
    }

    @Bean
    ProblemAdvice problemAdvice() {
        return new ProblemAdvice();
    }

    @Bean
    @ConditionalOnMissingBean(ErrorController.class)
    ProblemErrorController problemErrorController() {
        return new ProblemErrorController();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemReports() {
        return tomcat -> tomcat.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemReportValve.class.getName());
            }
        });
    }
}
