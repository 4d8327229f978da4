// A field alone.

import { field } from "./field.js";

export default { render: field };
