// Shortens ways that links and forms offer anyway; nothing depends on it.
"use strict";
