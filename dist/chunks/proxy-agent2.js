import { t as require_proxy_agent } from "./proxy-agent.js";

export default require_proxy_agent();

export {  };