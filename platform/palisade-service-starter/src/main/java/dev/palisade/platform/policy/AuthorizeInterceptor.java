package dev.palisade.platform.policy;

import dev.palisade.platform.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Decides before each handler method runs; one that names no action is never run. */
final class AuthorizeInterceptor implements HandlerInterceptor {

    private final Authorizer authorizer;

    AuthorizeInterceptor(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            if (method.getBean() instanceof ErrorController) {
                return true;
            }
            Authorize authorize = method.getMethodAnnotation(Authorize.class);
            if (authorize == null) {
                throw new AccessDeniedException(method + " names no action");
            }
            String subject = Caller.current().subject();
            authorizer.require(authorize.action(), new ResourceRef(authorize.resource(), "own", subject));
        }
        return true;
    }
}
