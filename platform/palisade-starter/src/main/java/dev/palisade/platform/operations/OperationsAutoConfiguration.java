package dev.palisade.platform.operations;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Logs the operations that the handlers of this process serve, when it is ready. */
@AutoConfiguration
public final class OperationsAutoConfiguration {

    @Bean
    ApplicationListener<ApplicationReadyEvent> servedOperations(
            ObjectProvider<RequestMappingInfoHandlerMapping> mappings) {
        return ready -> Operations.log("served", mappings.stream().flatMap(Operations::of));
    }
}
