package dev.palisade.gateway.session;

import org.springframework.boot.session.autoconfigure.DefaultCookieSerializerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;

/** Lets Spring Session keep the container's sessions in {@link BrowserSessions}. */
@Configuration(proxyBeanMethods = false)
@EnableSpringHttpSession
@EnableScheduling
class SessionConfiguration {

    /** The identifier is random text already. */
    @Bean
    DefaultCookieSerializerCustomizer plainCookie() {
        return cookie -> cookie.setUseBase64Encoding(false);
    }
}
